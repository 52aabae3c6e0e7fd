import { actionTypeSchema } from '../contracts/action.js';

/**
 * Whether an action type fits a glob. `*` stands for any run of characters, dots included and also none: `payments.*` matches
 * `payments.refund` and `payments.refund.partial` but not `payments`; `*.delete` matches at any depth; `*` matches everything.
 * Time is at most glob length × type length.
 */
export function matchesGlob(glob: string, type: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < type.length) {
    if (glob[g] === '*') {
      star = g;
      g += 1;
      resume = t;
    } else if (glob[g] === type[t]) {
      g += 1;
      t += 1;
    } else if (star >= 0) {
      // The last star takes one more character; earlier stars never need to (they are followed by text already placed leftmost).
      g = star + 1;
      resume += 1;
      t = resume;
    } else {
      return false;
    }
  }
  while (glob[g] === '*') g += 1;
  return g === glob.length;
}

/** No globs at all means every type. */
export function matchesAnyGlob(globs: readonly string[] | undefined, type: string): boolean {
  return globs === undefined || globs.some((glob) => matchesGlob(glob, type));
}

/** Whether everything that `narrow` matches is matched by `wide` too: a star of `narrow` can only be covered by a star of `wide`. */
export function globCovers(wide: string, narrow: string): boolean {
  // U+0001 is no character of a glob, so that only a star of `wide` matches it.
  return matchesGlob(wide, narrow.replaceAll('*', '\u0001'));
}

/** Whether no action type can ever fit: `.refund`, `payments..x`, `1st.*`. Each star is tried as nothing and as a letter. */
export function neverMatches(glob: string): boolean {
  const fits = (text: string): boolean => actionTypeSchema.safeParse(text).success;
  return !fits(glob.replaceAll('*', 'a')) && !fits(glob.replaceAll('*', '')) && !fits(glob.replaceAll('*', 'a.a'));
}
