import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Stats } from '../../../../src/contracts/stats.js';
import { Bars } from '../../plots/bars.js';
import { Figure } from '../../plots/figure.js';
import { Card, Note } from '../../ui/card.js';
import { RelativeTime } from '../../ui/time.js';
import { ageText, counted, waitingText } from './words.js';

const DAY_MS = 86_400_000;

/** What waits at this moment, whatever the period. */
export function NowCard({ undecided, unknownNow }: { undecided: Stats['undecided']; unknownNow: number }): ReactNode {
  const rows = undecided.byAge.map(({ fromMs, toMs, count }) => ({ name: ageText(fromMs, toMs), fromMs, count }));
  return (
    <Card title="Waiting now">
      <div className="stack">
        <p className="now">
          <strong className="tile-value">{undecided.total.toLocaleString()}</strong>
          <span className="dim">
            {undecided.total === 1 ? 'request waits' : 'requests wait'} for a decision
            {undecided.oldestAt === null ? null : (
              <>
                , the oldest opened <RelativeTime at={undecided.oldestAt} />
              </>
            )}
          </span>
        </p>
        {unknownNow > 0 ? (
          <Note tone="no">
            Of {counted(unknownNow, 'action')} nobody knows whether {unknownNow === 1 ? 'it' : 'they'} ran.{' '}
            <Link href="/?scope=all&state=unknown">Settle {unknownNow === 1 ? 'it' : 'them'}</Link>
          </Note>
        ) : null}
        {undecided.total === 0 ? null : (
          <Figure
            summary={waitingText(undecided)}
            caption="Requests that wait for a decision, by age"
            table={{ head: ['Waiting for', 'Requests'], rows: rows.map(({ name, count }) => [name, count.toLocaleString()] as const) }}
          >
            <Bars
              bars={rows.map(({ name, fromMs, count }) => ({
                name,
                value: count,
                text: count.toLocaleString(),
                hue: fromMs >= DAY_MS ? 'warn' : 'accent',
              }))}
            />
          </Figure>
        )}
      </div>
    </Card>
  );
}
