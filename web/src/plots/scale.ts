/** Round numbers from 0 to at least the highest value, about as many steps as asked for. Whole numbers only: what is counted has no halves. */
export function ticks(highest: number, steps = 3): number[] {
  const rough = Math.max(1, highest / steps);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => Math.round(times * size)).find((each) => each >= rough) ?? rough;
  const last = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: last + 1 }, (_, index) => index * step);
}

/** Which of so many columns have a label below them: the first, and then evenly, `most` at most. */
export function labelled(count: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
}

/** As SVG takes it. */
export function share(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100}%`;
}
