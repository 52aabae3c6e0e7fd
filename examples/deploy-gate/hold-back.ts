import { classify, PATH_CLASSES, type PathClass } from './classify.js';
import type { Step } from './range.js';

/** Anything a reviewer may say for "not these": `hold back migrations/, and 1a2b3c`, `please leave out src/session.ts`. */
const INSTRUCTION = /\b(?:hold(?:ing)?[ -]?back|leav(?:e|ing) out|drop|exclude|keep(?:ing)? out|omit)\b:?/gi;
const FILLER = new Set(
  'a all also an and any anything as both but change changed changes commit commits everything file files folder for from in into it its of on or path paths please related sha shas that the then these this those to too touching touches under with'.split(
    ' ',
  ),
);

export interface HoldBack {
  /** False where the feedback holds no such instruction at all. */
  asked: boolean;
  /** Step and the words that named it, in the order of the range. */
  held: readonly { step: Step; because: string }[];
  /** What looked like a commit or a path and names nothing in the range. */
  unmatched: readonly string[];
}

/** Reads all feedback so far against the steps of the candidate. */
export function readHoldBack(comments: readonly string[], steps: readonly Step[]): HoldBack {
  const targets = comments.flatMap(targetsOf);
  const because = new Map<Step, string>();
  const unmatched: string[] = [];
  for (const target of targets) {
    const found = steps.filter((step) => names(target, step));
    if (found.length === 0) {
      if (!unmatched.includes(target.text) && looksMeant(target)) unmatched.push(target.text);
    }
    for (const step of found) if (!because.has(step)) because.set(step, target.text);
  }
  return {
    asked: comments.some((comment) => comment.search(INSTRUCTION) >= 0),
    held: steps.flatMap((step) => {
      const words = because.get(step);
      return words === undefined ? [] : [{ step, because: words }];
    }),
    unmatched,
  };
}

interface Target {
  text: string;
  quoted: boolean;
}

function targetsOf(comment: string): Target[] {
  // split() with a global pattern: the first part stands before any instruction.
  const [, ...clauses] = comment.split(INSTRUCTION);
  return clauses.flatMap((clause) => {
    // Below "hold back:" may stand a list.
    const listed = clause.replace(/\n\s*[-*•]\s+/g, ', ').trimStart();
    // An instruction ends with its sentence, so that "hold back db/. The rest looks fine" asks for one thing.
    const sentence = listed.split(/[.!?](?:\s|$)|[;\n]/)[0] ?? '';
    const targets: Target[] = [];
    for (const [, quoted, word] of sentence.matchAll(/["“'‘`]([^"”'’`]{1,200})["”'’`]|([^\s,]+)/g)) {
      const text = quoted ?? (word ?? '').replace(/^[("'`<[]+|[)"'`>\]:,]+$/g, '');
      if (text !== '' && !FILLER.has(text.toLowerCase())) targets.push({ text, quoted: quoted !== undefined });
    }
    return targets;
  });
}

function names(target: Target, step: Step): boolean {
  const text = target.text.toLowerCase();
  if (/^[0-9a-f]{6,64}$/.test(text) && step.contains.some((sha) => sha.startsWith(text))) return true;
  if (isClass(text)) return step.paths.some((path) => classify(path).includes(text));
  if (target.quoted && step.subject.toLowerCase().includes(text)) return true;
  return step.paths.some((path) => isUnder(path.toLowerCase(), text));
}

/** `migrations/` means every folder of that name, `session.ts` every file of that name, `src/a.ts` the end of a path, `*.sql` a kind of file. */
function isUnder(path: string, text: string): boolean {
  if (/^(\*\*\/)?\*\.[\w.]+$/.test(text)) return path.endsWith(text.slice(text.lastIndexOf('*') + 1));
  const wanted = text.replace(/^\.?\/+|\/?\*+$|\/+$/g, '');
  return wanted !== '' && `/${path}/`.includes(`/${wanted}/`);
}

function isClass(text: string): text is PathClass {
  return (PATH_CLASSES as readonly string[]).includes(text);
}

function looksMeant(target: Target): boolean {
  return target.quoted || /[./\d]/.test(target.text) || isClass(target.text.toLowerCase());
}
