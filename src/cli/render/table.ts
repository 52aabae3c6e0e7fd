import { cut } from './text.js';

export interface Column {
  title: string;
  /** Takes what the others leave; at most one. */
  flexible?: boolean;
}

const GAP = 2;
/** Narrower than this a title says nothing. */
const NARROWEST = 12;

/** Left-aligned columns; the flexible one is cut to the terminal, and only that one, so that ids stay whole. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  head: (text: string) => string,
): string {
  const widths = columns.map((column, n) => Math.max(column.title.length, ...rows.map((row) => [...(row[n] ?? '')].length)));
  const flexible = columns.findIndex((column) => column.flexible);
  if (flexible >= 0) {
    const others = widths.reduce((sum, own, n) => (n === flexible ? sum : sum + own), GAP * (columns.length - 1));
    widths[flexible] = Math.max(NARROWEST, Math.min(widths[flexible] ?? 0, width - others));
  }
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, n) => {
        const own = widths[n] ?? 0;
        const text = cut(cell, n === flexible ? own : Number.POSITIVE_INFINITY);
        return text + ' '.repeat(Math.max(0, own - [...text].length));
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  return [head(line(columns.map((column) => column.title))), ...rows.map(line)].join('\n');
}
