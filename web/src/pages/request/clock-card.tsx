import type { ReactNode } from 'react';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { Words } from '../../review/words.js';
import { Card } from '../../ui/card.js';
import { Moment, RelativeTime, useNow } from '../../ui/time.js';

/** Milliseconds before the deadline from which on it is urgent. */
const SOON_MS = 15 * 60_000;

/** By when, what silence does, and what happens by itself before. */
export function ClockCard({ review }: { review: ReviewView }): ReactNode {
  const now = useNow();
  const { deadlineAt, then, extended, next, more } = review.clock;
  if (deadlineAt === null && next === null && more.length === 0) return null;
  const soon = deadlineAt !== null && Date.parse(deadlineAt) - now < SOON_MS;
  return (
    <Card title="Deadline and next step">
      <div className="stack tight">
        {deadlineAt === null ? null : (
          <div>
            <div className={soon ? 'countdown soon' : 'countdown'}>
              <RelativeTime at={deadlineAt} />
            </div>
            <p>
              Decide by <Moment at={deadlineAt} />
              {extended === null ? '' : ` (${extended})`}; {then}.
            </p>
          </div>
        )}
        {next === null ? null : (
          <p>
            Next, <RelativeTime at={next.at} />: {next.text}.
          </p>
        )}
        {more.map((words, index) => (
          <p key={index} className="dim small">
            <Words spans={words} />
          </p>
        ))}
      </div>
    </Card>
  );
}
