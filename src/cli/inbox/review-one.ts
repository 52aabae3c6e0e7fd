import { climbs } from '../../contracts/view.js';
import type { Countersign } from '../../../client/src/countersign.js';
import { QUESTION_TYPE } from '../../contracts/action.js';
import { assertNever } from '../../contracts/assert-never.js';
import type { DecideBody } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import { visibleLine } from '../../contracts/visible-text.js';
import { askAnswer } from '../ask-answer.js';
import { argsCheckFor, type CheckArgs } from '../check-args.js';
import type { Context } from '../context.js';
import { report } from '../decide.js';
import { editArgs } from '../edit-args.js';
import { EXIT } from '../exit-codes.js';
import { card } from '../render/card.js';
import { decisionLine } from '../render/timeline.js';

type Choice = 'approve' | 'reject' | 'deny' | 'edit' | 'ask' | 'escalate' | 'answer' | 'skip' | 'open' | 'quit';
const KEYS: Readonly<Record<Choice, { key: string; label: string }>> = {
  approve: { key: 'a', label: 'approve: it runs, exactly as shown' },
  reject: { key: 'r', label: 'reject: back to the agent, with feedback' },
  deny: { key: 'd', label: 'deny: refused for good' },
  edit: { key: 'e', label: 'edit the arguments' },
  ask: { key: 'k', label: 'ask the agent something' },
  escalate: { key: 'x', label: 'escalate to the next people' },
  answer: { key: 'w', label: 'write the answer' },
  skip: { key: 's', label: 'skip' },
  open: { key: 'o', label: 'open the page' },
  quit: { key: 'q', label: 'quit' },
};

export interface Session {
  /** The person's id. */
  me: string;
  /** By request, the revision that was on the screen last: what changed since is shown. */
  seen: Map<string, number>;
}

/**
 * Shows one request and takes the person's decision on it; again, with what changed, where it moved on while they read. Ends when they decided,
 * skipped it or it no longer waits.
 */
export async function reviewOne(context: Context, client: Countersign, session: Session, id: string): Promise<'next' | 'quit'> {
  const { io, colours, say } = context;
  let shown: number | undefined;
  for (;;) {
    const view = await client.requests.get(id, { signal: io.signal });
    const seen = session.seen.get(id);
    session.seen.set(id, view.revision);
    if (view.status !== 'pending' || view.digest === null) {
      say(`${id} is ${view.status} meanwhile`);
      return 'next';
    }
    const mine = view.decisions.findLast((decision) => decision.by.id === session.me && decision.counted !== false);
    if (mine?.revision === view.revision && shown === undefined) {
      say(`${visibleLine(view.action?.title ?? id)}: you said ${mine.verb}; it waits for others`);
      return 'next';
    }
    // What changed since they looked, or spoke, last is what they have not seen.
    if (shown !== view.revision) showRequest(context, view, seen ?? mine?.revision);
    shown = view.revision;
    const choices = choicesFor(view);
    const key = await io.ask.key(
      'What do you say?',
      choices.map((choice) => KEYS[choice]),
    );
    const choice = key === null ? 'quit' : (choices.find((each) => KEYS[each].key === key) ?? 'skip');
    if (choice === 'quit') return 'quit';
    if (choice === 'skip') return 'next';
    if (choice === 'open') {
      if (!(await io.openInBrowser(view.links.page))) say(`Please open ${view.links.page}`);
      continue;
    }
    const words = await wordsFor(context, view, choice, argsCheckFor(context, client, view));
    if (words === null) continue;
    const bound = { revision: view.revision, digest: view.digest };
    const receipt = await client.requests.decide(id, { ...bound, ...words }, { signal: io.signal });
    const ended = report(context, receipt);
    // Not counted because it moved on: what is there now is shown, with what changed.
    if (
      ended === EXIT.ok ||
      (receipt.reason !== 'stale_revision' && receipt.reason !== 'stale_digest' && receipt.reason !== 'comment_required')
    ) {
      return 'next';
    }
    if (receipt.reason === 'comment_required') say(colours.dim('The policy asks for a comment with that decision.'));
  }
}

function showRequest(context: Context, view: RequestView, seen: number | undefined): void {
  const { io, colours, say } = context;
  say(card(view, { colours, nowMs: io.nowMs(), seenRevision: seen }));
  const others = view.decisions.filter((decision) => decision.counted !== false);
  if (others.length > 0) say(`\n${colours.bold('Said so far')}\n${others.map((decision) => decisionLine(decision, colours)).join('\n')}`);
}

function choicesFor(view: RequestView): Choice[] {
  const further: Choice[] = climbs(view) ? ['escalate'] : [];
  if (view.type === QUESTION_TYPE) return ['answer', ...further, 'skip', 'open', 'quit'];
  return ['approve', 'reject', 'deny', 'edit', 'ask', ...further, 'skip', 'open', 'quit'];
}

type Words = Omit<DecideBody, 'revision' | 'digest'>;

/** What goes with the verb; null: the person changed their mind. */
async function wordsFor(
  context: Context,
  view: RequestView,
  verb: Exclude<Choice, 'skip' | 'open' | 'quit'>,
  check: CheckArgs,
): Promise<Words | null> {
  const { ask } = context.io;
  const required = verb === 'ask' || (view.plan?.requireComment.includes(verb) ?? false);
  switch (verb) {
    case 'approve':
    case 'escalate':
      return required ? withComment(verb, await ask.text('Your comment', { required: true })) : { verb };
    case 'ask':
      return withComment(verb, await ask.text('Your question', { required: true }));
    case 'reject':
      return withComment(verb, await ask.text('What should change?', { required: true }));
    case 'deny':
      return withComment(verb, await ask.text('Why not?', { required }));
    case 'edit': {
      const args = await editArgs(context, view.action?.args ?? {}, check);
      if (args === null || (await ask.confirm('Send this change?')) !== true) return null;
      const comment = required ? await ask.text('Your comment', { required: true }) : '';
      return comment === null ? null : { verb, args, ...(comment === '' ? {} : { comment }) };
    }
    case 'answer': {
      const answer = await askAnswer(context, view);
      return answer === null ? null : { verb, answer };
    }
    default:
      return assertNever(verb);
  }
}

function withComment(verb: 'approve' | 'ask' | 'escalate' | 'reject' | 'deny', comment: string | null): Words | null {
  if (comment === null) return null;
  return comment === '' ? { verb } : { verb, comment };
}
