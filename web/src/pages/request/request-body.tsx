import type { ReactNode } from 'react';
import { fieldsOf } from '../../../../src/contracts/args-form.js';
import type { Json, JsonObject } from '../../../../src/contracts/json.js';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { ArgsTree } from '../../review/args-tree.js';
import { DiffView } from '../../review/diff.js';
import { SimilarList } from '../../review/similar-list.js';
import { Thread } from '../../review/thread.js';
import type { Say } from '../../review/use-say.js';
import { VerbBar } from '../../review/verb-bar.js';
import { WhoDecided } from '../../review/who-decided.js';
import { Quote, Visible, Words } from '../../review/words.js';
import { Badge, RiskBadge, StatusPill } from '../../ui/badge.js';
import { Card, Facts, Note } from '../../ui/card.js';
import { Page } from '../../ui/page.js';
import { ClockCard } from './clock-card.js';
import { ConfidenceCard } from './confidence-card.js';
import { Mine } from './mine.js';
import { OutcomeCard } from './outcome-card.js';
import { Timeline } from './timeline.js';
import { FactsCard } from './facts-card.js';

function Head({ review }: { review: ReviewView }): ReactNode {
  const { view, notices, isQuestion } = review;
  const { action } = view;
  const risky = action && (action.risk === 'high' || action.risk === 'critical') && view.status === 'pending' && !isQuestion;
  return (
    <div className="stack tight request-head">
      <div className="row">
        <StatusPill status={view.status} />
        {action && !isQuestion ? <RiskBadge risk={action.risk} /> : null}
        {view.revision > 1 ? <Badge>revision {view.revision}</Badge> : null}
        {view.awaiting?.claims.map(({ by }) => (
          <Badge key={by.id} tone="info">
            taken by {by.name}
          </Badge>
        ))}
      </div>
      <p className="lead">
        <Words spans={review.sentence} />
      </p>
      <div className="only-narrow">
        <Mine review={review} />
      </div>
      {notices.map(({ tone, words }, index) => (
        <Note key={index} tone={tone}>
          <Words spans={words} />
        </Note>
      ))}
      {risky ? (
        <Note tone="warn">{action.risk === 'critical' ? 'Critical' : 'High'} risk: read the arguments to the end before you approve.</Note>
      ) : null}
    </div>
  );
}

function whatHeading({ view }: ReviewView): string {
  if (view.status === 'executed' || view.status === 'failed') return 'What ran';
  const over = view.status === 'rejected' || view.status === 'expired' || view.status === 'cancelled';
  return over ? 'What was asked for' : 'What will run';
}

function OddWords({ words }: { words: readonly string[] }): ReactNode {
  if (words.length === 0) return null;
  return (
    <Note tone="warn">
      <strong>Look twice:</strong> mixed alphabets, which can pass one name off as another:{' '}
      {words.map((word, index) => (
        <span key={word}>
          {index > 0 ? ', ' : ''}
          <code>
            <Visible text={word} />
          </code>
        </span>
      ))}
    </Note>
  );
}

/** More than this would stop a phone; the rest is in the JSON. */
const BEGINNING = 4_000;

function TooLong({ review }: { review: ReviewView }): ReactNode {
  const text = JSON.stringify(review.view.action?.args, null, 2);
  return (
    <div className="stack tight">
      <Note tone="warn">
        <strong>This cannot be shown here in full, so it cannot be approved here.</strong> {review.tooLong} Below is only the beginning.
      </Note>
      <pre className="code">
        <Visible text={`${text.slice(0, BEGINNING)}…`} />
      </pre>
    </div>
  );
}

/** In the order of the edit form: the ledger keeps the order of no object. */
function neededFirst(args: JsonObject, schema: JsonObject | null): JsonObject {
  const keys = fieldsOf(schema, args).flatMap(({ key }) => (key !== null && Object.hasOwn(args, key) ? [key] : []));
  return keys.length === 0 ? args : Object.fromEntries(keys.map((key) => [key, args[key] ?? null]));
}

function What({ review, say }: { review: ReviewView; say: Say }): ReactNode {
  const { view, question, oddWords, observed, may } = review;
  const { action } = view;
  if (!action) return null;
  if (question) {
    return (
      <Card title="The question">
        <OddWords words={oddWords} />
        <Quote text={question.text} />
        {may.verbs.includes('answer') && question.options.length > 0 ? (
          <div className="row answers">
            {question.options.map(({ name, title }) => (
              <button
                key={name}
                type="button"
                className="button"
                aria-disabled={say.busy || undefined}
                onClick={() => void say.decide(view, { verb: 'answer', answer: name })}
              >
                <Visible text={title} />
              </button>
            ))}
          </div>
        ) : null}
      </Card>
    );
  }
  return (
    <Card
      title={
        <>
          {whatHeading(review)}: <code>{action.type}</code>
        </>
      }
    >
      <div className="stack tight">
        <OddWords words={oddWords} />
        {review.tooLong === null ? <ArgsTree args={neededFirst(action.args, review.forms.schema)} /> : <TooLong review={review} />}
        {observed.length === 0 ? null : (
          <p className="dim small">
            <Words spans={observed} />
          </p>
        )}
        {review.tooLong === null ? (
          <details className="fold">
            <summary>As JSON</summary>
            <pre className="code">
              <Visible text={JSON.stringify(action.args, null, 2)} />
            </pre>
          </details>
        ) : null}
      </div>
    </Card>
  );
}

function Changed({ review }: { review: ReviewView }): ReactNode {
  const { seen, previous } = review.diff;
  const diff = seen ?? previous;
  if (diff === null) return null;
  return (
    <Card title={seen ? `Changed since you last looked (revision ${diff.since})` : `Changed since revision ${diff.since}`}>
      <DiffView diff={diff} revision={review.view.revision} />
      {seen && previous && previous.since !== seen.since ? (
        <details className="fold">
          <summary>Changed since revision {previous.since} alone</summary>
          <DiffView diff={previous} revision={review.view.revision} />
        </details>
      ) : null}
    </Card>
  );
}

/** Context is what an agent says beside the action, and can be long; the action itself is never folded. */
const UNFOLDED = 20;

function valuesIn(value: Json): number {
  if (value === null || typeof value !== 'object') return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + valuesIn(each), 0);
}

function Why({ review }: { review: ReviewView }): ReactNode {
  const { context, view } = review;
  const rationale = view.action?.rationale ?? null;
  const rest = Object.keys(context.rest).length > 0;
  if (rationale === null && context.facts.length === 0 && !rest) return null;
  return (
    <Card title="Why, in the agent’s words">
      <div className="stack tight">
        {rationale === null ? null : <Quote text={rationale} />}
        {context.facts.length > 0 || rest ? <h3>Context it gave</h3> : null}
        <Facts facts={context.facts.map(({ label, text }) => [label, <Visible key={label} text={text} />])} />
        {!rest ? null : valuesIn(context.rest) <= UNFOLDED ? (
          <ArgsTree args={context.rest} />
        ) : (
          <details className="fold">
            <summary>All of it ({valuesIn(context.rest)} values)</summary>
            <ArgsTree args={context.rest} />
          </details>
        )}
      </div>
    </Card>
  );
}

export function RequestBody({ review, title, say }: { review: ReviewView; title: string; say: Say }): ReactNode {
  const { questions, similar, may, view } = review;
  const thread =
    questions.length === 0 ? null : (
      <Card title={questions.length === 1 ? 'One question' : `${questions.length} questions`}>
        <Thread review={review} say={say} />
      </Card>
    );
  const owed = may.replies.length > 0;
  return (
    <Page title={title} heading={<Visible text={title} />}>
      <div className="request-page">
        <div className="request-main stack">
          <Head review={review} />
          {owed ? thread : null}
          <OutcomeCard review={review} />
          <What review={review} say={say} />
          <Changed review={review} />
          {owed ? null : thread}
          <Why review={review} />
          <ConfidenceCard review={review} />
          {similar.length === 0 ? null : (
            <Card title="Similar earlier decisions">
              <SimilarList similar={similar} />
            </Card>
          )}
        </div>
        <div className="request-side stack">
          <section className="card decide" aria-label="Your decision">
            <div className="only-wide">
              <Mine review={review} />
            </div>
            <div className="verb-place no-print">
              <VerbBar review={review} say={say} keys />
            </div>
          </section>
          <ClockCard review={review} />
          {view.awaiting || review.people.decisions.length > 0 ? (
            <Card title={view.awaiting ? 'Who decides' : 'Who decided'}>
              <WhoDecided review={review} />
            </Card>
          ) : null}
          <FactsCard review={review} />
        </div>
        <div className="request-record">
          <Timeline review={review} />
        </div>
      </div>
    </Page>
  );
}
