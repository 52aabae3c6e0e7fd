import type { RequestView } from '../../contracts/view.js';
import type { Card } from './card.js';
import { settleButtons } from './card-buttons.js';
import { requestLink } from './card-facts.js';
import { byWhom, settledText, voteLine } from './card-votes.js';
import { box, cut, escaped, header, line, lines, moment, say, type Block } from './kit.js';
import type { Names } from './labels.js';
import { shownJson } from './shown-json.js';

const bold = { bold: true } as const;

/** Nobody can say whether the effect of that revision happened: somebody has to find out, and says so here. */
export function renderOutcome(view: RequestView, revision: number, names: Names): Card {
  const open = view.status === 'unknown' && view.revision === revision && view.digest !== null;
  const action = view.revisions.find((each) => each.revision === revision)?.action ?? view.action;
  const heading = open ? 'Did it happen?' : 'Outcome settled:';
  const title = action?.title ?? view.type ?? view.id;
  const settled = view.decisions.filter((each) => each.verb === 'settle' && each.counted === true && each.revision === revision);
  const args = shownJson(action?.args ?? {});
  return {
    text: cut(escaped(`${heading} ${view.type ?? 'request'} – ${title}`), 300),
    blocks: [
      header(`${heading} ${view.type ?? 'request'}`),
      lines(
        line(say(title, bold)),
        ...(open ? [line(say('It was started, and nobody can say whether it happened. It is not tried again by itself.'))] : []),
        ...started(view, revision),
        ...settled.map((decision) => voteLine(decision, names)),
        ...(settled.length === 0 && !open ? [line(say(closedText(view, revision)))] : []),
        ...undoing(view, open, settled.at(-1)?.answer ?? null),
      ),
      lines(
        line(
          say(
            args.kind === 'complete' ? 'What was started, exactly:' : 'What was started, its beginning; all of it is on the request page:',
            bold,
          ),
        ),
      ),
      box(args.kind === 'complete' ? args.text : args.head),
      ...(open && view.digest !== null ? ask(view, { requestId: view.id, revision, digest: view.digest }) : []),
      lines(line({ type: 'link', url: view.links.page, text: 'Request page' }, say(`   ${view.id}`))),
    ],
  };
}

function started(view: RequestView, revision: number) {
  const { execution, resolution } = view;
  if (execution?.revision !== revision) return [];
  return [
    ...(resolution === null ? [] : [line(say(`${byWhom(view, resolution)}, `), moment(resolution.at))]),
    line(say('Started: ', bold), moment(execution.claimedAt), say(execution.by === 'caller' ? ', by the caller' : ', by a worker')),
    ...(execution.finishedAt === null ? [] : [line(say('Unknown since: ', bold), moment(execution.finishedAt))]),
  ];
}

function ask(view: RequestView, ref: { requestId: string; revision: number; digest: string }): Block[] {
  return [
    lines(line(say('Look where it should have happened, then settle it. What you write is kept as evidence.'))),
    settleButtons(view, ref),
  ];
}

/** An administrator's key settles without a decision of a person. */
function closedText(view: RequestView, revision: number): string {
  if (view.revision !== revision) return `It was asked again as revision ${view.revision}.`;
  return view.status === 'executed' ? `Settled: ${settledText('happened')}.` : `Settled: ${view.status}.`;
}

function undoing(view: RequestView, open: boolean, answer: string | null) {
  if (answer === 'did_not_happen' && view.revisions.length > 1) return [line(say(`Asked again as revision ${view.revision}.`))];
  if (answer !== 'compensate') return [];
  // The card asks on where undoing turned out to be impossible.
  if (open) return [line(say('Undoing was asked for. While this card asks, it has not been undone.'))];
  return view.followUps.slice(0, 3).map((id) => line(say('Undone by: ', bold), requestLink(view, id)));
}
