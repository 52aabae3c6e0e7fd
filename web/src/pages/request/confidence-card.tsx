import type { ReactNode } from 'react';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { RecordLine } from '../../review/record-line.js';
import { Card } from '../../ui/card.js';

/** Rounded down: 69.99 % must not read as the 70 % that a policy may ask for. */
function percent(confidence: number): string {
  return `${Math.floor(confidence * 1000) / 10} %`;
}

/** How sure the agent says it is, beside how it has done. */
export function ConfidenceCard({ review }: { review: ReviewView }): ReactNode {
  const { record, isQuestion, view } = review;
  const now = view.revisions.at(-1);
  // A person's change says nothing of how sure the agent is; what it said before is about its own words.
  // Where one brings the same action again, what the agent said stays with it.
  const own = view.revisions.findLast(({ author, action }) => author.kind !== 'person' || action.confidence !== null);
  const confidence = own?.action.confidence ?? null;
  const changed = own && now && own.revision !== now.revision ? ` of its own revision ${own.revision}, before people changed it` : '';
  if (isQuestion || (confidence === null && record === null)) return null;
  return (
    <Card title="How sure, and how it has done">
      <div className="stack tight">
        <p>
          {confidence === null ? (
            'It does not say how sure it is.'
          ) : (
            <>
              It says it is <strong>{percent(confidence)}</strong> sure{changed}.
            </>
          )}
        </p>
        {record ? <RecordLine record={record} /> : null}
      </div>
    </Card>
  );
}
