import { useState, type ReactNode } from 'react';
import { useReview } from '../../review/use-review.js';
import { useSay } from '../../review/use-say.js';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { ApiProblem } from '../../api/http.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Page } from '../../ui/page.js';
import { RequestBody } from './request-body.js';
import './request.css';

function titleOf({ view, asks }: ReviewView): string {
  return view.action?.title ?? view.type ?? `Request of ${asks}`;
}

/** Says to screen readers that the request moved while it was being read. */
function Moves({ review }: { review: ReviewView }): ReactNode {
  const [first] = useState(review.view.move);
  const words = review.sentence.map((span) => ('text' in span ? span.text : '')).join('');
  return (
    <div className="unseen" role="status">
      {review.view.move === first ? '' : `This request has moved on. ${words}`}
    </div>
  );
}

function Loaded({ review }: { review: ReviewView }): ReactNode {
  const title = titleOf(review);
  const say = useSay(title);
  return (
    <>
      <Moves review={review} />
      <RequestBody review={review} title={title} say={say} />
    </>
  );
}

/** One request: what will happen, what it rests on, who decides, and the way to decide it. */
export function RequestPage({ id }: { id: string }): ReactNode {
  const { data, error, refetch } = useReview(id);
  if (data) return <Loaded review={data} />;
  if (error instanceof ApiProblem && error.status === 404) {
    return (
      <Page title="Not found">
        <EmptyState title="There is no such request">
          <p>The address may be incomplete. The request may also be in another deployment.</p>
        </EmptyState>
      </Page>
    );
  }
  return <Page title="Request">{error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton lines={8} />}</Page>;
}
