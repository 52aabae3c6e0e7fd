import type { ReactNode } from 'react';
import type { Json } from '../../../../src/contracts/json.js';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { ArgsTree } from '../../review/args-tree.js';
import { Quote, Visible } from '../../review/words.js';
import { Card, Facts } from '../../ui/card.js';
import { Moment, RelativeTime } from '../../ui/time.js';

function Detail({ title, value }: { title: string; value: Json }): ReactNode {
  if (value === null) return null;
  return (
    <div>
      <h3>{title}</h3>
      {typeof value === 'object' && !Array.isArray(value) ? (
        <ArgsTree args={value} />
      ) : (
        <pre className="code">
          <Visible text={JSON.stringify(value, null, 2)} />
        </pre>
      )}
    </div>
  );
}

const RUN_BY = { worker: 'a worker', caller: 'the caller, with a permit' } as const;

/** How it was resolved, and what became of it. */
export function OutcomeCard({ review }: { review: ReviewView }): ReactNode {
  const { execution, resolution } = review.view;
  if (!execution && !resolution) return null;
  const reason = resolution && resolution.by !== 'people' && resolution.reason !== '' ? resolution.reason : null;
  return (
    <Card title="Outcome">
      <div className="stack tight">
        <Facts
          facts={[
            [
              'Resolution',
              resolution && (
                <>
                  {resolution.outcome}, <Moment at={resolution.at} />
                </>
              ),
            ],
            ['Reason', reason === null ? null : <Visible text={reason} />],
            ['Answer', resolution?.answer ? <Quote text={resolution.answer} /> : null],
            ['Run by', execution && `${RUN_BY[execution.by]}${execution.by === 'worker' ? ` (attempt ${execution.fence})` : ''}`],
            ['Started', execution && <RelativeTime at={execution.claimedAt} />],
            [
              'Ended',
              execution?.finishedAt ? (
                <>
                  {execution.outcome}, <Moment at={execution.finishedAt} />
                </>
              ) : null,
            ],
          ]}
        />
        {execution ? <Detail title="What it reported" value={execution.detail} /> : null}
        {execution ? <Detail title="Reported too late, not acted on" value={execution.late} /> : null}
      </div>
    </Card>
  );
}
