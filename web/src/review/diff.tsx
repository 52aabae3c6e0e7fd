import type { ReactNode } from 'react';
import type { Diff, Piece } from '../../../src/contracts/review.js';
import { Moment } from '../ui/time.js';
import { Quote, Visible } from './words.js';

function PieceView({ piece: { kind, text } }: { piece: Piece }): ReactNode {
  const shown = text === '' ? <span className="json-none">empty text</span> : <Visible text={text} />;
  if (kind === 'same') return <div className="same">{shown}</div>;
  const [Tag, spoken] = kind === 'del' ? (['del', 'Before: '] as const) : (['ins', 'Now: '] as const);
  return (
    <Tag>
      <span className="unseen">{spoken}</span>
      {shown}
    </Tag>
  );
}

export function Changes({ changes }: { changes: Diff['changes'] }): ReactNode {
  if (changes.length === 0) return <p>The arguments are the same.</p>;
  return (
    <ul className="diff">
      {changes.map(({ path, pieces }) => (
        <li key={path}>
          <span className="path">
            <Visible text={path} />
          </span>
          {pieces.map((piece, index) => (
            <PieceView key={index} piece={piece} />
          ))}
        </li>
      ))}
    </ul>
  );
}

/** What changed, who wanted it and in which words. */
export function DiffView({ diff, revision }: { diff: Diff; revision: number }): ReactNode {
  const { causes, type, changes, author, at } = diff;
  return (
    <div className="stack tight">
      {causes.map(({ by, did, comment }, index) => (
        <div key={index}>
          {by} {did}
          {comment === null ? '.' : ':'}
          {comment === null ? null : <Quote text={comment} />}
        </div>
      ))}
      {type === null ? null : (
        <p>
          Another action: <del>{type.before}</del> <ins>{type.after}</ins>
        </p>
      )}
      <Changes changes={changes} />
      <p className="dim small">
        Revision {revision} by {author}, <Moment at={at} />
      </p>
    </div>
  );
}
