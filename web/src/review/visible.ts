import { visibleText } from '../../../src/contracts/visible-text.js';

/** A run of text as it is, or characters that would not show, spelled out. */
export interface Part {
  text: string;
  hidden: boolean;
}

/** Splits text of agents and strangers, so that what would not show is marked and cannot pass for text. */
export function visibleParts(text: string): Part[] {
  if (visibleText(text) === text) return text === '' ? [] : [{ text, hidden: false }];
  const parts: Part[] = [];
  for (const character of text) {
    const shown = visibleText(character);
    const hidden = shown !== character;
    const last = parts.at(-1);
    if (last?.hidden === hidden) last.text += shown;
    else parts.push({ text: shown, hidden });
  }
  return parts;
}
