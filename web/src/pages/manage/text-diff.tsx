import type { ReactNode } from 'react';
import { diffLines } from 'diff';

interface Line {
  sign: '+' | '−' | ' ';
  text: string;
}

/** Lines on either side of a change that are shown with it. */
const AROUND = 3;

function linesOf(before: string, after: string): Line[] {
  return diffLines(before.trimEnd(), after.trimEnd()).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): Line => ({ sign: added ? '+' : removed ? '−' : ' ', text })),
  );
}

/** What is far from any change is left out. */
function shortened(lines: readonly Line[]): (Line | number)[] {
  const near = (index: number) => lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ sign }) => sign !== ' ');
  return lines.reduce<(Line | number)[]>((shown, line, index) => {
    if (near(index)) return [...shown, line];
    const last = shown.at(-1);
    return typeof last === 'number' ? [...shown.slice(0, -1), last + 1] : [...shown, 1];
  }, []);
}

const WORD = { '+': 'Added: ', '−': 'Removed: ', ' ': '' } as const;
const KIND = { '+': 'plus', '−': 'minus', ' ': '' } as const;

/** Two texts, line by line. */
export function TextDiff({ before, after, label }: { before: string; after: string; label: string }): ReactNode {
  const lines = linesOf(before, after);
  if (lines.every(({ sign }) => sign === ' ')) return <p className="dim">Both say the same.</p>;
  return (
    <div className="m-diff" role="group" aria-label={label} tabIndex={0}>
      {shortened(lines).map((line, index) =>
        typeof line === 'number' ? (
          <div key={index} className="gap">
            {line === 1 ? '1 line' : `${line} lines`} as before
          </div>
        ) : (
          <div key={index} className={KIND[line.sign]}>
            <span aria-hidden="true">{line.sign}</span>
            <code>
              <span className="unseen">{WORD[line.sign]}</span>
              {line.text}
            </code>
          </div>
        ),
      )}
    </div>
  );
}
