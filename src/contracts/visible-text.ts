// What changes how other text is shown, or is not shown at all: controls and escape sequences, bidirectional and zero-width characters,
// separators that break lines, private use, lone surrogates, and letters that render as blanks (U+2800, Hangul fillers are default-ignorable).
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Emoji presentation: it shows as colour and hides nothing. */
const HARMLESS = new Set(['\ufe0e', '\ufe0f']);

/** `⟨U+202E⟩`: the way a character that would not show is written out. */
function spelledOut(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/**
 * Text of agents and strangers, safe to print for a person who decides: every character that is invisible, moves the cursor or reorders
 * its neighbours is spelled out (Unicode TR 36, "Trojan Source"). Line feeds and tabs stay; give the text a margin, so that it cannot
 * pass for the program's own lines. Escaping for HTML or Slack's markup is the surface's own work, after this.
 */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) =>
    character === '\n' || character === '\t' || HARMLESS.has(character) ? character : spelledOut(character),
  );
}

/** The same on one line: line feeds show as `⏎`, tabs as a space; for titles, table cells and buttons. */
export function visibleLine(text: string): string {
  return visibleText(text).replace(/\n/g, ' ⏎ ').replace(/\t/g, ' ');
}
