import { spreadOf } from './statistics.js';

export interface Figure {
  name: string;
  /** Empty for counts and ratios. */
  unit: string;
  /** One per repeat. */
  values: readonly number[];
  aim: { atMost: number } | { atLeast: number } | null;
}

/** A Markdown table: each figure with its smallest, middle and largest repeat, its aim, and whether the middle one meets it. */
export function lines(figures: readonly Figure[]): string[] {
  return ['| figure | min | median | max | aim | met |', '|---|---|---|---|---|---|', ...figures.map(line)];
}

function line({ name, unit, values, aim }: Figure): string {
  const { min, median, max } = spreadOf(values);
  const show = (value: number) => `${Number.isInteger(value) ? value : value.toFixed(value < 10 ? 2 : 1)}${unit === '' ? '' : ` ${unit}`}`;
  const bound = aim === null ? '' : 'atMost' in aim ? `≤ ${show(aim.atMost)}` : `≥ ${show(aim.atLeast)}`;
  const met = aim === null ? '' : ('atMost' in aim ? median <= aim.atMost : median >= aim.atLeast) ? 'yes' : 'no';
  return `| ${name} | ${show(min)} | ${show(median)} | ${show(max)} | ${bound} | ${met} |`;
}
