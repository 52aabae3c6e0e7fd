import type { ReactNode } from 'react';
import type { Spread, Stats, StatsGroup } from '../../../../src/contracts/stats.js';
import { Ranges } from '../../plots/bars.js';
import { Figure } from '../../plots/figure.js';
import { Card } from '../../ui/card.js';
import { CHANNEL_TEXT, spreadText, took } from './words.js';

/** More rows than this are read in the table. */
const MOST_ROWS = 8;

interface Row {
  name: string;
  toFirstDecision: Spread;
  toResolution: Spread;
}

type Props = { title: string; all: Spread } & ({ groups: readonly StatsGroup[]; nameless: string } | { channels: Stats['channels'] });

/** How long people took, from being asked to the decision that settled it. */
export function TimesCard(props: Props): ReactNode {
  const rows = rowsOf(props);
  const { title, all } = props;
  return (
    <Card title={title}>
      {rows.length === 0 ? (
        <p className="dim">People decided nothing in this period.</p>
      ) : (
        <Figure
          summary={`${spreadText(all)} The strong bar is half, the faint one nine in ten.`}
          caption={`${title}, in numbers`}
          table={{
            head: ['Name', 'Decided', 'First, half', 'First, 9 in 10', 'Settled, half', 'Settled, 9 in 10'],
            rows: rows.map(
              ({ name, toFirstDecision: first, toResolution: last }) =>
                [name, last.count.toLocaleString(), took(first.p50Ms), took(first.p90Ms), took(last.p50Ms), took(last.p90Ms)] as const,
            ),
          }}
        >
          <Ranges
            ranges={rows.slice(0, MOST_ROWS).map(({ name, toResolution: { p50Ms, p90Ms } }) => ({
              name,
              half: p50Ms,
              most: p90Ms,
              text: `${took(p50Ms)} · ${took(p90Ms)}`,
            }))}
          />
        </Figure>
      )}
    </Card>
  );
}

function rowsOf(props: Props): Row[] {
  const rows =
    'groups' in props
      ? props.groups.map((group): Row => ({ ...group, name: group.name ?? props.nameless }))
      : props.channels.map((found): Row => ({ ...found, name: CHANNEL_TEXT[found.channel] }));
  return rows.filter(({ toResolution }) => toResolution.count > 0).sort((a, b) => b.toResolution.count - a.toResolution.count);
}
