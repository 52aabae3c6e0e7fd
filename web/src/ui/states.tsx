import type { ReactNode } from 'react';
import { ApiProblem } from '../api/http.js';
import { Button } from './button.js';

/** Nothing to show, and what that means. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="state">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** It did not work, why, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactNode {
  const [title, detail] =
    error instanceof ApiProblem
      ? [error.title, error.detail]
      : ['This did not work', 'Something broke on this page. Please reload it; nothing that you decided is lost.'];
  return (
    <div className="state" role="alert">
      <h2>{title}</h2>
      <p>{detail}</p>
      {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
    </div>
  );
}

/** Stands where lines of text will be. */
export function Skeleton({ lines = 3 }: { lines?: number }): ReactNode {
  return (
    <div className="stack tight" role="status">
      <span className="unseen">Loading…</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="skeleton" style={{ height: 18, width: `${90 - ((index * 23) % 45)}%` }} aria-hidden="true" />
      ))}
    </div>
  );
}
