import { pauseActorText } from '../../contracts/pause.js';
import { missingText } from '../../contracts/rule-text.js';
import type { RequestView } from '../../contracts/view.js';
import { cut, line, lines, moment, say, type Block } from './kit.js';
import { labelsWith, type Names } from './labels.js';

const bold = { bold: true } as const;
const MOST_REASON = 300;
const MOST_OVERRIDES = 3;

/** What everybody has to know before all else: that effects are held, that nobody is left to decide, that somebody wants to override. */
export function banners(view: RequestView, names: Names): Block[] {
  const rows = [...held(view, names), ...unreachable(view, names), ...overriding(view)];
  return rows.length === 0 ? [] : [lines(...rows)];
}

function held({ paused }: RequestView, names: Names) {
  if (paused === null) return [];
  const by = (paused.by.kind === 'person' ? names.get(paused.by.id) : undefined) ?? pauseActorText(paused.by);
  return [
    line(say('Held by the kill switch: ', bold), say(`“${paused.reason.slice(0, MOST_REASON)}”, ${by}, `), moment(paused.since)),
    line(say('Nothing runs until the pause is lifted; what was decided is kept.')),
  ];
}

function unreachable({ awaiting }: RequestView, names: Names) {
  if (!awaiting?.missing) return [];
  return [
    line(
      say('Nobody is left who could complete this. ', bold),
      say(`Missing: ${cut(missingText(awaiting.missing, labelsWith(names)), 800)}.`),
    ),
    line(say('It still needs as many as before. If nobody is found it ends at its deadline, and never as approved.')),
  ];
}

function overriding({ awaiting }: RequestView) {
  return (awaiting?.overrides ?? [])
    .slice(0, MOST_OVERRIDES)
    .map(({ by, reason }) =>
      line(
        say(`${by.name} wants to override the reviewers: `, bold),
        say(`“${reason.slice(0, MOST_REASON)}”. A second person with that permission has to agree.`),
      ),
    );
}
