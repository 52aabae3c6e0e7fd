import { visibleText } from '../../contracts/visible-text.js';

/**
 * JSON that a terminal shows as it is: what would not show, or would move the cursor, is written as `\uXXXX`, which means the same to every
 * reader. `JSON.stringify` does so only for the oldest of the control characters.
 */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  // Most documents have nothing to hide.
  return visibleText(text) === text ? text : [...text].map(escapeHidden).join('');
}

function escapeHidden(character: string): string {
  if (visibleText(character) === character) return character;
  return [...Array(character.length).keys()].map((n) => `\\u${character.charCodeAt(n).toString(16).padStart(4, '0')}`).join('');
}
