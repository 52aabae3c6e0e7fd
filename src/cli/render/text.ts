import { visibleLine, visibleText } from '../../contracts/visible-text.js';
import type { Colours } from '../context.js';

/**
 * Text of agents, in a margin of its own: whatever it says, no line of it can pass for a line of this program. Nothing is cut off: people
 * approve what they can read.
 */
export function quoted(text: string, colours: Colours): string {
  return visibleText(text)
    .split('\n')
    .map((line) => `${colours.dim('  │')} ${line}`)
    .join('\n');
}

/** At most `width` characters of one line, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  const characters = [...visibleLine(text)];
  return characters.length <= width ? characters.join('') : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** `2026-01-31 09:30:00Z`: exact, the same for everybody, and sortable. */
export function time(iso: string): string {
  return iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}
