import type { ReactNode } from 'react';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { ArgsTree } from '../../review/args-tree.js';
import { DiffView } from '../../review/diff.js';
import { isPossible } from '../../review/form-dialog.js';
import type { FormVerb } from '../../review/forms.js';
import { RecordLine } from '../../review/record-line.js';
import { useReview } from '../../review/use-review.js';
import { Quote, Visible, Words } from '../../review/words.js';
import { RiskBadge, StatusPill } from '../../ui/badge.js';
import { Button, LinkButton } from '../../ui/button.js';
import { Facts, Note } from '../../ui/card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { RelativeTime } from '../../ui/time.js';

export interface Deciding {
  /** Rows have just moved: a click was meant for what stood there before. */
  quiet: boolean;
  approve: (review: ReviewView) => void;
  ask: (verb: FormVerb, review: ReviewView) => void;
  claim: (review: ReviewView) => void;
}

function Key({ children }: { children: string }): ReactNode {
  return (
    <kbd className="key-hint" aria-hidden="true">
      {children}
    </kbd>
  );
}

/** The likeliest thing to say first; whatever else there is to say is on the request's page. */
function Bar({ review, quiet, approve, ask, claim }: { review: ReviewView } & Deciding): ReactNode {
  const { may, view } = review;
  const hold = quiet || undefined;
  return (
    <div className="preview-bar" role="group" aria-label="Decide" data-quiet={hold}>
      {may.verbs.includes('approve') ? (
        <Button kind="primary" aria-disabled={hold} onClick={() => approve(review)}>
          {view.revision > 1 ? `Approve revision ${view.revision}` : 'Approve'} <Key>a</Key>
        </Button>
      ) : null}
      {may.verbs.includes('answer') ? (
        <Button kind="primary" onClick={() => ask('answer', review)}>
          Answer <Key>a</Key>
        </Button>
      ) : null}
      {may.verbs.includes('settle') ? (
        <Button kind="primary" onClick={() => ask('settle', review)}>
          Settle <Key>a</Key>
        </Button>
      ) : null}
      {view.status === 'pending' && isPossible('reject', review) ? (
        <Button kind="danger" aria-disabled={hold} onClick={() => ask('reject', review)}>
          Reject <Key>r</Key>
        </Button>
      ) : null}
      {isPossible('edit', review) ? (
        <Button onClick={() => ask('edit', review)}>
          Edit <Key>e</Key>
        </Button>
      ) : null}
      {isPossible('claim', review) ? (
        <Button onClick={() => claim(review)}>
          Take it <Key>c</Key>
        </Button>
      ) : null}
      <span className="preview-open">
        <LinkButton href={`/r/${view.id}`}>
          Open <Key>o</Key>
        </LinkButton>
      </span>
    </div>
  );
}

function Told({ review }: { review: ReviewView }): ReactNode {
  const { may, notices, oddWords } = review;
  return (
    <>
      {notices.map(({ tone, words }, index) => (
        <Note key={index} tone={tone}>
          <Words spans={words} />
        </Note>
      ))}
      {oddWords.length === 0 ? null : (
        <Note tone="warn">
          Mixed alphabets, which can pass one name off as another: <code>{oddWords.join(', ')}</code>
        </Note>
      )}
      {may.said.length === 0 ? null : (
        <Note tone={may.vote ? 'ok' : 'info'}>
          <Words spans={may.said} />
        </Note>
      )}
      {may.noApproval === null ? null : <Note tone="info">{may.noApproval}</Note>}
    </>
  );
}

function Body({ review }: { review: ReviewView }): ReactNode {
  const { view, sentence, asks, people, clock, diff, question, record } = review;
  const { action } = view;
  return (
    <>
      <header className="preview-head">
        <div className="row">
          <RiskBadge risk={action?.risk ?? null} />
          <StatusPill status={view.status} />
        </div>
        <h2>
          <Visible text={action?.title ?? view.type ?? 'Not proposed yet'} />
        </h2>
        <div className="dim">
          <Words spans={sentence} />
        </div>
      </header>
      <Told review={review} />
      <Facts
        facts={[
          ['Asks', asks],
          ['Decide by', view.awaiting && clock.deadlineAt !== null ? <DecideBy at={clock.deadlineAt} then={clock.then} /> : null],
          ['Still needed', people.stillNeeded],
          ['Confidence', action && action.confidence !== null ? `${Math.round(action.confidence * 100)}%` : null],
        ]}
      />
      {diff.seen === null ? null : (
        <section aria-label="What changed">
          <h3>Changed since you last looked</h3>
          <DiffView diff={diff.seen} revision={view.revision} />
        </section>
      )}
      {action === null ? null : (
        <section aria-label={question ? 'The question' : 'What will run'}>
          <h3>{question ? 'The question' : <code>{action.type}</code>}</h3>
          {question ? <Quote text={question.text} /> : <ArgsTree args={action.args} />}
        </section>
      )}
      {action?.rationale ? (
        <section aria-label="Why">
          <h3>Why, in the agent’s words</h3>
          <Quote text={action.rationale} />
        </section>
      ) : null}
      {record === null || record.decided === 0 ? null : (
        <section aria-label="Record">
          <h3>How it did before</h3>
          <RecordLine record={record} />
        </section>
      )}
    </>
  );
}

function DecideBy({ at, then }: { at: string; then: string | null }): ReactNode {
  return (
    <>
      <RelativeTime at={at} />
      {then === null ? null : <span className="dim">; {then}</span>}
    </>
  );
}

/** The selected request beside the list: all that is needed to decide on it. */
export function Preview({ id, deciding }: { id: string; deciding: Deciding }): ReactNode {
  const { data: review, error, refetch } = useReview(id);
  if (!review) {
    return <div className="preview">{error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton lines={7} />}</div>;
  }
  return (
    <div className={`preview edge-${review.view.action?.risk ?? 'none'}`} data-id={id}>
      <div className="preview-body" tabIndex={0} role="region" aria-label="The selected request">
        <Body review={review} />
      </div>
      <Bar review={review} {...deciding} />
    </div>
  );
}
