import { useState, type ReactNode } from 'react';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { Words } from '../../review/words.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Moment } from '../../ui/time.js';

/** The latest are shown at once; of long records the rest on request. */
const LATEST = 30;
const HASH_SHOWN = 10;

/** The record, oldest first: each entry with its number and the beginning of the hash that vouches for it. */
export function Timeline({ review }: { review: ReviewView }): ReactNode {
  const { timeline } = review;
  const [all, setAll] = useState(false);
  const shown = all ? timeline : timeline.slice(-LATEST);
  const last = timeline.at(-1);
  return (
    <Card title="Record">
      {shown.length < timeline.length ? (
        <p>
          <Button onClick={() => setAll(true)}>Show the {timeline.length - shown.length} entries before</Button>
        </p>
      ) : null}
      <ol className="timeline" start={shown[0]?.seq}>
        {shown.map(({ seq, at, words, hash }) => (
          <li key={seq}>
            <div>
              <Words spans={words} />
            </div>
            <div className="dim small when">
              <Moment at={at} />{' '}
              <span className="mono" title={`SHA-256 ${hash}`}>
                #{seq} {hash.slice(0, HASH_SHOWN)}
              </span>
            </div>
          </li>
        ))}
      </ol>
      {last ? (
        <p className="dim small">
          Each entry holds the hash of the one before; the last one vouches for all: <code>{last.hash}</code>
        </p>
      ) : null}
    </Card>
  );
}
