const WORD = /[\p{L}\p{N}._-]{2,80}/gu;
const LATIN = /\p{Script=Latin}/u;
const TWIN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

/** Words that mix Latin letters with letters of an alphabet that looks like it ("pаypal" with a Cyrillic а): at most `most`, in order. */
export function lookalikes(text: string, most = 3): string[] {
  const found = new Set<string>();
  for (const [word] of text.matchAll(WORD)) {
    if (LATIN.test(word) && TWIN.test(word)) found.add(word);
    if (found.size === most) break;
  }
  return [...found];
}
