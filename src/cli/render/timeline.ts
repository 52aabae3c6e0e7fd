import { NOT_COUNTED_TEXT } from '../../contracts/decision.js';
import { formatDuration } from '../../contracts/duration.js';
import type { DecisionView, RequestView } from '../../contracts/view.js';
import { visibleLine } from '../../contracts/visible-text.js';
import type { Colours } from '../context.js';
import { pretty } from './args-diff.js';
import { personText } from './standing.js';
import { quoted, time } from './text.js';

interface Entry {
  at: string;
  text: string;
}

/** What happened, oldest first: revisions, decisions, messages to people, resolution and effect. */
export function timeline(view: RequestView, colours: Colours): string {
  const entries: Entry[] = [
    { at: view.createdAt, text: 'opened' },
    ...view.revisions.map((item) => ({
      at: item.at,
      text: `revision ${item.revision} by ${item.author.kind} ${visibleLine(item.author.id)}  ${colours.dim(item.digest.slice(0, 19))}`,
    })),
    ...view.decisions.map((item) => ({ at: item.at, text: decisionLine(item, colours) })),
    ...view.deliveries.map((item) => ({
      at: item.at,
      text: `${item.channel} to ${visibleLine(item.target)}: ${item.status}${item.error === null ? '' : `, ${visibleLine(item.error)}`}`,
    })),
    ...resolutionEntry(view),
    ...executionEntries(view, colours),
  ];
  return entries
    .map((entry, n) => ({ ...entry, n }))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.n - b.n)
    .map((entry) => `${colours.dim(time(entry.at))}  ${entry.text}`)
    .join('\n');
}

export function decisionLine(decision: DecisionView, colours: Colours): string {
  const { verb, revision, by, channel, comment, answer, args } = decision;
  const who = `${visibleLine(by.name)} (${by.id}), ${channel}`;
  const head = `${verb}${details(decision)} of revision ${revision} by ${who}: ${countedText(decision, colours)}`;
  const more = [
    comment === null ? [] : [quoted(comment, colours)],
    // What became of the effect is in the head already.
    answer === null || verb === 'settle' ? [] : [quoted(answer, colours)],
    args === null ? [] : [quoted(pretty(args), colours)],
  ].flat();
  return [head, ...more].join('\n');
}

/** What the verb carries: in whose place, to whom, for how long. */
function details({ verb, onBehalfOf, from, to, forMs, answer }: DecisionView): string {
  return [
    verb === 'settle' && answer !== null ? ` (${visibleLine(answer).replaceAll('_', ' ')})` : '',
    onBehalfOf === null ? '' : ` in the place of ${personText(onBehalfOf)},`,
    from === null ? '' : ` from ${visibleLine(from)}`,
    to === null ? '' : ` to ${visibleLine(to)}`,
    forMs === null ? '' : ` for ${formatDuration(forMs)}`,
  ].join('');
}

function countedText(decision: DecisionView, colours: Colours): string {
  if (decision.counted === null) return colours.yellow('recorded, not yet counted');
  if (decision.counted) return colours.green('counted');
  return (
    colours.red(`not counted, ${decision.reason ?? 'no reason given'}`) + (decision.reason ? ` (${NOT_COUNTED_TEXT[decision.reason]})` : '')
  );
}

function resolutionEntry(view: RequestView): Entry[] {
  const { resolution } = view;
  if (!resolution) return [];
  const who = resolution.people.length > 0 ? ` (${resolution.people.join(', ')})` : '';
  return [
    {
      at: resolution.at,
      text: `${resolution.outcome} by ${resolution.by}${who}${resolution.reason ? `: ${visibleLine(resolution.reason)}` : ''}`,
    },
  ];
}

function executionEntries(view: RequestView, colours: Colours): Entry[] {
  const { execution } = view;
  if (!execution) return [];
  const entries: Entry[] = [{ at: execution.claimedAt, text: `claimed by the ${execution.by}, fence ${execution.fence}` }];
  if (execution.outcome !== null) {
    const detail = execution.detail === null ? '' : `\n${quoted(pretty(execution.detail), colours)}`;
    entries.push({ at: execution.finishedAt ?? execution.claimedAt, text: `${execution.outcome}${detail}` });
  }
  return entries;
}
