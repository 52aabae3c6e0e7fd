import type { Countersign } from '../../../client/src/countersign.js';
import { QUESTION_TYPE } from '../../contracts/action.js';
import { assertNever } from '../../contracts/assert-never.js';
import type { DecideBody, NotCountedReason } from '../../contracts/decision.js';
import { parseDuration } from '../../contracts/duration.js';
import type { RequestView } from '../../contracts/view.js';
import { visibleLine } from '../../contracts/visible-text.js';
import { askAnswer } from '../ask-answer.js';
import { argsCheckFor } from '../check-args.js';
import type { Context } from '../context.js';
import { report } from '../decide.js';
import { editArgs } from '../edit-args.js';
import { EXIT } from '../exit-codes.js';
import { card } from '../render/card.js';
import { decisionLine } from '../render/timeline.js';
import { asideFor } from './stance.js';

type Said = 'approve' | 'reject' | 'deny' | 'edit' | 'ask' | 'escalate' | 'answer';
type Arranged = 'claim' | 'release' | 'delegate' | 'abstain' | 'snooze' | 'extend';
type Choice = Said | 'more' | 'skip' | 'open' | 'quit';
const KEYS: Readonly<Record<Choice | Arranged | 'back', { key: string; label: string }>> = {
  approve: { key: 'a', label: 'approve: it runs, exactly as shown' },
  reject: { key: 'r', label: 'reject: back to the agent, with feedback' },
  deny: { key: 'd', label: 'deny: refused for good' },
  edit: { key: 'e', label: 'edit the arguments' },
  ask: { key: 'k', label: 'ask the agent something' },
  escalate: { key: 'x', label: 'escalate to the next people' },
  answer: { key: 'w', label: 'write the answer' },
  more: { key: 'm', label: 'more: take it, hand it over, abstain, put it off' },
  skip: { key: 's', label: 'skip' },
  open: { key: 'o', label: 'open the page' },
  quit: { key: 'q', label: 'quit' },
  claim: { key: 'c', label: 'claim: take it for a while, so that nobody else works on it' },
  release: { key: 'g', label: 'give it back' },
  delegate: { key: 'h', label: 'hand it over to another person' },
  abstain: { key: 'n', label: 'abstain: leave it to the others' },
  snooze: { key: 'z', label: 'snooze: no reminders for a while' },
  extend: { key: 't', label: 'more time: move the deadline' },
  back: { key: 'b', label: 'back' },
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
    const aside = shown === undefined ? asideFor(view, session.me, io.nowMs()) : null;
    if (aside !== null) {
      say(`${visibleLine(view.action?.title ?? id)}: ${visibleLine(aside.text)}`);
      if (aside.offer && (await io.ask.confirm('Take it back?')) === true) {
        const bound = { revision: view.revision, digest: view.digest };
        report(context, await client.requests.decide(id, { ...bound, verb: 'retract' }, { signal: io.signal }));
        continue;
      }
      return 'next';
    }
    // What changed since they looked last, here or anywhere else, is what they have not seen.
    if (shown !== view.revision) showRequest(context, view, seen ?? view.lastSeen ?? lastSpoken(view, session.me));
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
    const words = choice === 'more' ? await arrange(context, view, session.me) : await wordsFor(context, client, view, choice);
    if (words === null) continue;
    const bound = { revision: view.revision, digest: view.digest };
    const receipt = await client.requests.decide(id, { ...bound, ...words }, { signal: io.signal });
    const ended = report(context, receipt);
    // Taken or given back, or an hour more: the decision itself is still to come.
    if (words.verb === 'claim' || words.verb === 'release' || words.verb === 'extend') continue;
    // Not counted because it moved on: what is there now is shown, with what changed.
    if (ended === EXIT.ok || !CAN_BE_MENDED.includes(receipt.reason)) return 'next';
    if (receipt.reason === 'comment_required') say(colours.dim('The policy asks for a comment with that decision.'));
    if (receipt.reason === 'claimed') say(colours.dim('You can still deny it, send it back, or skip it.'));
  }
}

/** After these the person can say something else right away. */
const CAN_BE_MENDED: readonly (NotCountedReason | null)[] = [
  'stale_revision',
  'stale_digest',
  'comment_required',
  'claimed',
  'delegation_refused',
  'snooze_refused',
];

function lastSpoken(view: RequestView, me: string): number | undefined {
  return view.decisions.findLast(({ by, counted }) => by.id === me && counted !== false)?.revision;
}

function showRequest(context: Context, view: RequestView, seen: number | undefined): void {
  const { io, colours, say } = context;
  say(card(view, { colours, nowMs: io.nowMs(), seenRevision: seen }));
  const others = view.decisions.filter((decision) => decision.counted !== false);
  if (others.length > 0) say(`\n${colours.bold('Said so far')}\n${others.map((decision) => decisionLine(decision, colours)).join('\n')}`);
}

function choicesFor(view: RequestView): Choice[] {
  const further: Choice[] = view.awaiting?.canEscalate ? ['escalate'] : [];
  if (view.type === QUESTION_TYPE) return ['answer', ...further, 'more', 'skip', 'open', 'quit'];
  return ['approve', 'reject', 'deny', 'edit', 'ask', ...further, 'more', 'skip', 'open', 'quit'];
}

type Words = Omit<DecideBody, 'revision' | 'digest'>;

/** What goes with the verb; null: the person changed their mind. */
async function wordsFor(context: Context, client: Countersign, view: RequestView, verb: Said): Promise<Words | null> {
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
      const args = await editArgs(context, view.action?.args ?? {}, argsCheckFor(context, client, view));
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

/** What people arrange about a request instead of deciding it; null: back to the decision. */
async function arrange({ io: { ask }, say }: Context, view: RequestView, me: string): Promise<Words | null> {
  const mine = view.awaiting?.claims.some(({ by }) => by.id === me) ?? false;
  const extends_ = (view.plan?.extend.times ?? 0) > (view.awaiting?.extended.times ?? 0);
  const choices: (Arranged | 'back')[] = [
    mine ? 'release' : 'claim',
    'delegate',
    'abstain',
    'snooze',
    ...(extends_ ? ['extend' as const] : []),
    'back',
  ];
  const key = await ask.key(
    'What about it?',
    choices.map((choice) => KEYS[choice]),
  );
  const verb = choices.find((each) => KEYS[each].key === key) ?? 'back';
  switch (verb) {
    case 'back':
      return null;
    case 'claim':
    case 'release':
      return { verb };
    case 'abstain':
      return withComment(verb, await ask.text('Why?', { required: view.plan?.requireComment.includes(verb) ?? false }));
    case 'delegate': {
      const to = await ask.text('To whom? (a person’s id)', { required: true });
      if (to === null) return null;
      const comment = await ask.text('What should they know?', { required: view.plan?.requireComment.includes(verb) ?? false });
      return comment === null ? null : { verb, to: to.trim(), ...(comment === '' ? {} : { comment }) };
    }
    case 'snooze':
    case 'extend': {
      const span = (await ask.text('For how long? (30m, 2h, 1d)', { initial: '1h', required: true }))?.trim();
      if (span !== undefined && parseDuration(span) !== undefined) return { verb, for: span };
      if (span !== undefined) say('Write a duration such as 30m, 2h or 1d.');
      return null;
    }
    default:
      return assertNever(verb);
  }
}

function withComment(verb: 'approve' | 'ask' | 'escalate' | 'reject' | 'deny' | 'abstain', comment: string | null): Words | null {
  if (comment === null) return null;
  return comment === '' ? { verb } : { verb, comment };
}
