import { QUESTION_TYPE, questionArgsSchema } from '../../contracts/action.js';
import type { RequestView } from '../../contracts/view.js';
import { pauseActorText } from '../../contracts/pause.js';
import { visibleLine } from '../../contracts/visible-text.js';
import type { Colours } from '../context.js';
import { argsDiff, pretty } from './args-diff.js';
import { contextText } from './context-text.js';
import { arrangements, awaitedFact, effectFacts, ruleFacts, timerFact, type Fact } from './standing.js';
import { riskText, statusText } from './status.js';
import { quoted, time } from './text.js';

export interface CardOptions {
  colours: Colours;
  nowMs: number;
  /** The revision that this person saw last; its changes are shown. Default: the one before the present. */
  seenRevision?: number | undefined;
}

/** A request as a person reads it before deciding: everything that would run, in full, and what binds the decision. */
export function card(view: RequestView, { colours, nowMs, seenRevision }: CardOptions): string {
  const { action } = view;
  const label = (name: string) => colours.dim(name.padEnd(12));
  const line = ([name, text]: Fact) => `${label(name)}${text}`;
  const lines = [
    `${colours.bold(visibleLine(action?.title ?? view.type ?? 'A request'))}`,
    `${label('request')}${view.id}  revision ${view.revision}  ${statusText(view.status, colours)}`,
    `${label('type')}${visibleLine(view.type ?? 'not proposed yet')}${action ? `  version ${visibleLine(action.version)}` : ''}`,
    `${label('asked by')}${askedBy(view)}`,
  ];
  if (action) {
    const confidence = action.confidence === null ? 'not stated' : `${Math.round(action.confidence * 1000) / 10} %`;
    lines.push(`${label('risk')}${riskText(action.risk, colours)}   confidence ${confidence}`);
  }
  lines.push(...ruleFacts(view).map(line));
  if (view.awaiting) lines.push(line(awaitedFact(view.awaiting, nowMs)));
  lines.push(...[...arrangements(view, colours), ...effectFacts(view, colours, nowMs)].map(line));
  if (view.paused)
    lines.push(
      `${label('held')}${colours.yellow('effects are paused')}: ${visibleLine(view.paused.reason)} (${pauseActorText(view.paused.by)}, since ${time(view.paused.since)}, ${view.paused.id})`,
    );
  lines.push(...timerFact(view, nowMs).map(line));
  lines.push(...reasons(view, label));
  if (action) {
    lines.push('', ...(questionLines(view, colours) ?? [colours.bold('What would run'), ...argsLines(view, colours, seenRevision)]));
    if (action.rationale !== null) lines.push('', colours.bold('Why, as the agent says'), quoted(action.rationale, colours));
    if (Object.keys(action.context).length > 0) lines.push('', colours.bold('Context'), quoted(contextText(action.context), colours));
  }
  if (view.digest !== null) lines.push('', `${label('digest')}${view.digest}`);
  lines.push(`${label('page')}${view.links.page}`);
  if (view.links.temporal !== null) lines.push(`${label('temporal')}${view.links.temporal}`);
  return lines.join('\n');
}

/** A question reads as text, not as JSON; all of it is shown. Null: it is none, or none that can be read. */
function questionLines({ type, action }: RequestView, colours: Colours): string[] | null {
  const parsed = type === QUESTION_TYPE ? questionArgsSchema.safeParse(action?.args) : null;
  if (!parsed?.success) return null;
  const { question, suggestedResponse, options = [] } = parsed.data;
  const choices = options.map(({ name, title }) => (title === undefined ? name : `${name}: ${title}`)).join('\n');
  return [
    colours.bold('The question'),
    quoted(question, colours),
    ...(suggestedResponse === undefined ? [] : ['', colours.bold('The answer it suggests'), quoted(suggestedResponse, colours)]),
    ...(choices === '' ? [] : ['', colours.bold('Answers to choose from'), quoted(choices, colours)]),
  ];
}

function argsLines(view: RequestView, colours: Colours, seenRevision: number | undefined): string[] {
  const { action } = view;
  if (!action) return [];
  const seen = view.revisions.find((item) => item.revision === (seenRevision ?? view.revision - 1));
  if (!seen || seen.revision === view.revision) return [quoted(pretty(action.args), colours)];
  const names = { before: `revision ${seen.revision}`, after: `revision ${view.revision}` };
  const diff = argsDiff(seen.action.args, action.args, names, colours);
  return [
    diff === '' ? `${quoted(pretty(action.args), colours)}\n${colours.dim(`  the same arguments as in revision ${seen.revision}`)}` : diff,
  ];
}

function askedBy(view: RequestView): string {
  const by = `${view.requestedBy.kind} ${visibleLine(view.agent ?? view.requestedBy.id)}`;
  return view.requester ? `${by} for ${visibleLine(view.requester.name)} (${view.requester.id})` : by;
}

function reasons(view: RequestView, label: (name: string) => string): string[] {
  if (!view.plan) return [];
  const { policy } = view.plan;
  return [
    `${label('policy')}${policy.name} v${policy.version}`,
    ...view.plan.reasons.map((reason) => `${label('because')}${visibleLine(reason.text)}`),
  ];
}
