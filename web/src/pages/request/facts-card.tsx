import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { Visible } from '../../review/words.js';
import { Card, Facts } from '../../ui/card.js';
import { Moment } from '../../ui/time.js';

function RequestLinks({ ids }: { ids: readonly string[] }): ReactNode {
  if (ids.length === 0) return null;
  return ids.map((id) => (
    <div key={id}>
      <Link href={`/r/${id}`}>
        <code>{id}</code>
      </Link>
    </div>
  ));
}

/** Who asked, by which rules, and the ways to everything else about it. */
export function FactsCard({ review }: { review: ReviewView }): ReactNode {
  const { view, asks } = review;
  const { plan, links } = view;
  const failed = view.deliveries.filter(({ status }) => status === 'failed');
  return (
    <Card title="Facts and links">
      <Facts
        facts={
          [
            ['Asked by', asks],
            ['Opened', <Moment key="at" at={view.createdAt} />],
            ['Policy', plan && `${plan.policy.name}, version ${plan.policy.version}`],
            ['Because', plan && plan.reasons.map(({ text }) => <div key={text}>{text}</div>)],
            ['Revision', view.revision === 0 ? null : `${view.revision}${plan ? ` of at most ${plan.maxRevisions}` : ''}`],
            [
              'Messages',
              view.deliveries.length === 0
                ? null
                : `${view.deliveries.length} sent${failed.length > 0 ? `, ${failed.length} failed: ${failed.map(({ channel, error }) => `${channel} (${error ?? 'no reason given'})`).join(', ')}` : ''}`,
            ],
            ['Follows from', <RequestLinks key="from" ids={view.follows === null ? [] : [view.follows]} />],
            ['Followed by', view.followUps.length === 0 ? null : <RequestLinks ids={view.followUps} />],
            [
              'Digest',
              view.digest && (
                <code>
                  <Visible text={view.digest} />
                </code>
              ),
            ],
            ['Request', <code key="id">{view.id}</code>],
          ].filter(([term]) => term !== 'Follows from' || view.follows !== null) as [string, ReactNode][]
        }
      />
      <p className="row links">
        {links.temporal === null ? null : (
          <a href={links.temporal} rel="noreferrer" target="_blank">
            Workflow in Temporal
          </a>
        )}
        <a href={`/v1/requests/${view.id}/audit`} target="_blank">
          Record as JSON
        </a>
      </p>
    </Card>
  );
}
