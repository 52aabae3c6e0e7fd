import type { ReactNode } from 'react';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { Words } from '../../review/words.js';
import { Note } from '../../ui/card.js';
import { RelativeTime } from '../../ui/time.js';

/** Why this person, by when, what they have said, and why something or nothing of theirs counts. */
export function Mine({ review }: { review: ReviewView }): ReactNode {
  const { may, whyMe, clock } = review;
  return (
    <div className="stack tight mine">
      {whyMe.map((words, index) => (
        <div key={index} className="dim">
          <Words spans={words} />
        </div>
      ))}
      {clock.deadlineAt === null ? null : (
        <div className="dim only-narrow">
          Decide <RelativeTime at={clock.deadlineAt} />; {clock.then}.
        </div>
      )}
      {may.said.length === 0 ? null : (
        <Note tone={may.vote ? 'ok' : 'info'}>
          <Words spans={may.said} />
        </Note>
      )}
      {may.nothing === null ? null : <p>{may.nothing}</p>}
      {may.noApproval === null ? null : <Note tone="info">{may.noApproval}</Note>}
    </div>
  );
}
