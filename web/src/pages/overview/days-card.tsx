import type { ReactNode } from 'react';
import type { Stats } from '../../../../src/contracts/stats.js';
import { StackedColumns, type Series } from '../../plots/columns.js';
import { Figure } from '../../plots/figure.js';
import { Card } from '../../ui/card.js';
import { binned, resolvedIn, type Bin } from './bins.js';
import { counted } from './words.js';

// A date of the answer is a day of the reader's already, so it is read and written in the same zone.
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const long = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });

const PARTS = [
  ['Approved', 'ok', 'approved'],
  ['Rejected', 'no', 'rejected'],
  ['Timed out', 'warn', 'timedOut'],
  ['By policy', 'accent', 'automatic'],
  ['Other', 'mute', 'other'],
] as const;

function nameOf(bin: Bin): string {
  const from = long.format(new Date(bin.date));
  return bin.days === 1 ? from : `${bin.days} days from ${from}`;
}

function readout(bin: Bin): string {
  const parts = PARTS.filter(([, , key]) => bin[key] > 0).map(([name, , key]) => `${bin[key].toLocaleString()} ${name.toLowerCase()}`);
  return `${nameOf(bin)}: ${parts.length === 0 ? 'nothing' : parts.join(', ')}`;
}

/** How many were resolved when, and how. */
export function DaysCard({ stats }: { stats: Stats }): ReactNode {
  const bins = binned(stats.days);
  const series: Series[] = PARTS.map(([name, hue, key]) => ({ name, hue, values: bins.map((bin) => bin[key]) }));
  const busiest = bins.reduce((most, bin) => (resolvedIn(bin) > resolvedIn(most) ? bin : most));
  const summary = `${counted(stats.resolved, 'request')} resolved in ${counted(stats.days.length, 'day')}, most on ${nameOf(busiest)} (${resolvedIn(busiest).toLocaleString()}).`;
  return (
    <Card title={bins.some(({ days }) => days > 1) ? 'Resolved by week' : 'Resolved by day'}>
      <Figure
        summary={summary}
        caption="Resolved requests over time"
        table={{
          head: ['Day', ...PARTS.map(([name]) => name), 'Opened'],
          rows: bins.map(
            (bin) => [nameOf(bin), ...PARTS.map(([, , key]) => bin[key].toLocaleString()), bin.opened.toLocaleString()] as const,
          ),
        }}
      >
        <StackedColumns
          labels={bins.map(({ date }) => short.format(new Date(date)))}
          series={series}
          readout={(index) => {
            const bin = bins[index];
            return bin ? readout(bin) : '';
          }}
        />
      </Figure>
    </Card>
  );
}
