import type { ReactNode } from 'react';
import type { ReviewView } from '../../../src/contracts/review.js';
import { Button } from '../ui/button.js';
import { Note } from '../ui/card.js';
import type { Shown } from './use-say.js';
import { Words } from './words.js';

/** Whether what the form was opened for is still what is asked. */
export function hasMovedOn(shown: Shown, review: ReviewView, possible: boolean): boolean {
  return !possible || review.view.revision !== shown.revision || review.view.digest !== shown.digest;
}

/** Said in an open form when the request has moved under it. What was typed stays for when it is opened again. */
export function MovedOn({ review, shown, onClose }: { review: ReviewView; shown: Shown; onClose: () => void }): ReactNode {
  const { view } = review;
  return (
    <Note tone="warn" role="status">
      <strong>This request has moved on.</strong>{' '}
      {view.revision === shown.revision ? <Words spans={review.sentence} /> : `Revision ${view.revision} is there.`} Nothing was sent. What
      you typed is kept.
      <p>
        <Button onClick={onClose}>Show how it stands</Button>
      </p>
    </Note>
  );
}
