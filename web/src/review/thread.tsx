import { useState, type FormEvent, type ReactNode } from 'react';
import type { ReviewView } from '../../../src/contracts/review.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { TextArea } from '../ui/field.js';
import { Moment } from '../ui/time.js';
import { useValues } from './use-values.js';
import type { Say } from './use-say.js';
import { Quote } from './words.js';

function Reply({ review, decisionId, say }: { review: ReviewView; decisionId: string; say: Say }): ReactNode {
  const { typed, set, forget } = useValues(review.view.id, `reply:${decisionId}`);
  const [error, setError] = useState<string | null>(null);
  const answer = typed['answer'] ?? '';
  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setError(answer.trim() === '' ? 'Write an answer.' : null);
    if (answer.trim() !== '' && (await say.reply(review.view, decisionId, answer.trim()))) forget();
  }
  return (
    <form className="stack tight" onSubmit={(event) => void send(event)} noValidate>
      <TextArea
        label="Your answer"
        hint="Whoever asked reads it, and it stays in the record. The first answer holds."
        error={error}
        name="answer"
        rows={3}
        maxLength={20_000}
        value={answer}
        onChange={(event) => set('answer', event.target.value)}
      />
      <div>
        <Button type="submit" kind="primary" busy={say.busy}>
          Answer
        </Button>
      </div>
    </form>
  );
}

/** What reviewers wanted to know, and what they were told. */
export function Thread({ review, say }: { review: ReviewView; say: Say }): ReactNode {
  const { questions, may, view } = review;
  return (
    <ul className="plain-list said-list">
      {questions.map(({ decisionId, by, at, revision, text, answer }) => (
        <li key={decisionId}>
          <div>
            <strong>{by.name}</strong> asked{revision === view.revision ? '' : ` about revision ${revision}`}
          </div>
          <Quote text={text} />
          {answer === null ? null : (
            <div className="answer">
              <div className="dim small">Answer</div>
              <Quote text={answer} />
            </div>
          )}
          {answer !== null ? null : may.replies.includes(decisionId) ? (
            <Reply review={review} decisionId={decisionId} say={say} />
          ) : (
            <Badge tone="warn">no answer yet</Badge>
          )}
          <div className="dim small">
            <Moment at={at} />
          </div>
        </li>
      ))}
    </ul>
  );
}
