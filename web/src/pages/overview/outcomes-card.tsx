import type { ReactNode } from 'react';
import type { OutcomeKind, Outcomes, Stats } from '../../../../src/contracts/stats.js';
import { Bars, Parts } from '../../plots/bars.js';
import { Figure } from '../../plots/figure.js';
import type { Hue } from '../../plots/legend.js';
import { Card } from '../../ui/card.js';
import { effectsText, OUTCOME_TEXT, percent } from './words.js';

const HUES: Readonly<Record<OutcomeKind, Hue>> = {
  ...{ approvedUnchanged: 'ok', approvedEdited: 'ok', approvedRevised: 'ok', answered: 'ok' },
  ...{ rejected: 'no', denied: 'no' },
  ...{ timedOut: 'warn', approvedBySilence: 'warn' },
  ...{ approvedAutomatically: 'accent', refusedByPolicy: 'accent' },
  ...{ unused: 'mute', overridden: 'mute', withdrawn: 'mute', gaveUp: 'mute' },
};
const KINDS = Object.keys(OUTCOME_TEXT) as OutcomeKind[];

/** How the resolved requests ended; what did not occur is left out of the drawing and stands in the table. */
export function OutcomesCard({ outcomes, resolved }: { outcomes: Outcomes; resolved: number }): ReactNode {
  const present = KINDS.filter((kind) => outcomes[kind] > 0).sort((a, b) => outcomes[b] - outcomes[a]);
  const [most] = present;
  return (
    <Card title="How they ended">
      <Figure
        summary={most ? `Most often: ${OUTCOME_TEXT[most].toLowerCase()} (${percent(outcomes[most] / resolved)}).` : 'Nothing ended.'}
        caption="How the resolved requests ended"
        table={{
          head: ['Ending', 'Requests', 'Share'],
          rows: KINDS.map((kind) => [OUTCOME_TEXT[kind], outcomes[kind].toLocaleString(), percent(outcomes[kind] / resolved)] as const),
        }}
      >
        <Bars
          bars={present.map((kind) => ({
            name: OUTCOME_TEXT[kind],
            value: outcomes[kind],
            text: `${outcomes[kind].toLocaleString()} · ${percent(outcomes[kind] / resolved)}`,
            hue: HUES[kind],
          }))}
        />
      </Figure>
    </Card>
  );
}

const EFFECTS = [
  ['executed', 'Ran', 'ok'],
  ['failed', 'Failed', 'no'],
  ['unknown', 'Unknown', 'warn'],
  ['running', 'Running', 'accent'],
  ['waiting', 'Not started', 'mute'],
] as const;

/** What became of the actions that were approved. */
export function EffectsCard({ effects }: { effects: Stats['effects'] }): ReactNode {
  const parts = EFFECTS.map(([key, name, hue]) => ({ name, hue, value: effects[key], text: effects[key].toLocaleString() }));
  const none = parts.every(({ value }) => value === 0);
  return (
    <Card title="What became of the approved actions">
      {none ? (
        <p className="dim">{effectsText(effects)}</p>
      ) : (
        <Figure
          summary={effectsText(effects)}
          caption="How the approved actions stand"
          table={{ head: ['Standing', 'Actions'], rows: parts.map(({ name, text }) => [name, text] as const) }}
        >
          <Parts parts={parts} />
        </Figure>
      )}
    </Card>
  );
}
