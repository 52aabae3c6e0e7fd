import type { ReactNode } from 'react';
import { NOT_COUNTED_TEXT, VERB_DID, type Verb } from '../../../src/contracts/decision-text.js';
import type { Receipt } from '../../../src/contracts/decision.js';
import type { ReviewView } from '../../../src/contracts/review.js';
import { signInHref } from '../api/session.js';
import { Button } from '../ui/button.js';
import { Note, type Tone } from '../ui/card.js';
import type { Outcome } from './use-say.js';
import { Words } from './words.js';

/** The receipt as the request holds it by now: one that was not yet counted may have been since. */
function latest(receipt: Receipt, review: ReviewView): Pick<Receipt, 'counted' | 'reason'> {
  return review.view.decisions.find(({ decisionId }) => decisionId === receipt.decisionId) ?? receipt;
}

/** What happened meanwhile: how it ended, or who made the revision that is there now. */
function Since({ review }: { review: ReviewView }): ReactNode {
  if (review.view.status !== 'pending') {
    return (
      <div>
        How it stands now: <Words spans={review.sentence} />
      </div>
    );
  }
  const cause = (review.diff.seen ?? review.diff.previous)?.causes.at(-1);
  return cause ? (
    <div>
      {cause.by} {cause.did}; this is revision {review.view.revision}.
    </div>
  ) : null;
}

function told(verb: string, receipt: Receipt, review: ReviewView): readonly [Tone, ReactNode] {
  const { counted, reason } = latest(receipt, review);
  if (counted === null) return ['info', 'Recorded, not yet counted. It cannot get lost; this page says when it counts.'];
  if (counted) return ['ok', `Counted: you ${VERB_DID[verb as Verb]}.`];
  return [
    'warn',
    <>
      <strong>It did not count.</strong> {reason === null ? '' : NOT_COUNTED_TEXT[reason]}
      <Since review={review} />
    </>,
  ];
}

function Problem({ outcome, busy }: { outcome: Outcome & { kind: 'problem' }; busy: boolean }): ReactNode {
  const { problem, again } = outcome;
  if (problem.code === 'step_up_required') {
    return (
      <>
        <strong>Please sign in again first.</strong> {problem.detail} What you typed is kept.
        <p>
          <a className="button primary" href={renewHref(problem.document)}>
            Sign in again
          </a>
        </p>
      </>
    );
  }
  return (
    <>
      <strong>Nothing was recorded.</strong> {problem.detail}
      {problem.status === 0 || problem.status >= 500 ? (
        <p>
          <Button onClick={() => void again()} busy={busy}>
            Try again
          </Button>
        </p>
      ) : null}
    </>
  );
}

export function renewHref(document: Readonly<Record<string, unknown>>): string {
  const details = document['details'] as { renew?: unknown } | undefined;
  return typeof details?.renew === 'string' ? `${details.renew}?next=${encodeURIComponent(location.pathname)}` : signInHref();
}

/** What became of what was said: counted, recorded, kept, or not, and why. */
export function ReceiptNote({
  outcome,
  review,
  busy,
  onClose,
}: {
  outcome: Outcome | null;
  review: ReviewView;
  busy: boolean;
  onClose: () => void;
}): ReactNode {
  if (outcome === null) return null;
  const [tone, text]: readonly [Tone, ReactNode] =
    outcome.kind === 'receipt'
      ? told(outcome.verb, outcome.receipt, review)
      : outcome.kind === 'kept'
        ? ['info', 'No connection. It waits in this browser and is sent once, as soon as the service can be reached.']
        : outcome.kind === 'done'
          ? ['ok', outcome.text]
          : ['no', <Problem key="problem" outcome={outcome} busy={busy} />];
  return (
    <Note tone={tone}>
      <div className="receipt">
        <div>{text}</div>
        <Button kind="quiet" aria-label="Dismiss" onClick={onClose}>
          ✕
        </Button>
      </div>
    </Note>
  );
}
