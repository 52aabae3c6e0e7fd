/** Compatibility forms (full-width letters), case, invisible characters and line breaks between words do not hide a phrase. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toUpperCase()
    .replaceAll(/\s+/gu, ' ');
}

/**
 * Whether the phrase stands anywhere in the text, also inside a word: "delete" is mentioned in "DELETED". The same function answers in policy
 * conditions (`action.args.content.mentions("delete")`) and in code, so that the two cannot drift apart.
 */
export function mentions(text: string, phrase: string): boolean {
  return folded(text).includes(folded(phrase));
}

/** False for a phrase of nothing but invisible characters, which would stand in every text. */
export function isMentionable(phrase: string): boolean {
  return phrase.isWellFormed() && folded(phrase).trim() !== '';
}
