import type { DecideBody } from '../../contracts/decision.js';
import type { JsonObject } from '../../contracts/json.js';

/** What `GET /v1/requests/{id}` showed. */
export const SEEN = { revision: 1, digest: `sha256:${'3f1c'.repeat(16)}` };

/** Each verb: what it takes beside revision and digest (a comment is always welcome), and what it does. */
const VERBS_DO: Readonly<Record<DecideBody['verb'], { takes: string; does: string }>> = {
  approve: { takes: '', does: 'Let it run, exactly as it was shown. One seat is filled.' },
  reject: { takes: '`comment`', does: 'Send it back with feedback: the agent revises it, or it ends there. One is enough.' },
  deny: { takes: '', does: 'Refuse it for good; counts to the policy’s threshold. Also between approval and effect.' },
  edit: { takes: '`args`', does: 'The changed arguments, whole, become the next revision; planned and checked again.' },
  answer: { takes: '`answer`', does: 'Answer a question (`human.question`).' },
  ask: { takes: '`comment`', does: 'Ask the agent or the requester something. The request stays open.' },
  escalate: { takes: '', does: 'Ask the next people on the ladder now.' },
  abstain: { takes: '', does: 'Not vote. Whether the others suffice is looked at at once.' },
  retract: { takes: '', does: 'Take back one’s own vote, else the hand-over, else the claim; until the effect is claimed.' },
  delegate: { takes: '`to`', does: 'Hand over all that one could fill, for this revision, to another active person.' },
  reassign: {
    takes: '`from`, `to`',
    does: 'Put another reviewer in the place of one that is asked. Needs the permission `assign`; whoever does it never fills that place.',
  },
  claim: { takes: '`for`?', does: 'Take it for a while: one seat is kept. Denying and sending back are never blocked by it.' },
  release: { takes: '', does: 'Give it back.' },
  snooze: { takes: '`for`', does: 'No reminders to me for so long, within the policy’s bound.' },
  extend: { takes: '`for`', does: 'Move the deadline on, within the policy’s bound.' },
  settle: {
    takes: '`answer`, `comment`',
    does: 'Say what became of an unknown effect, with evidence: it `happened`, it `did_not_happen` (the same again, for people to approve again), or `compensate` (the action’s undo, a request of its own).',
  },
};

/** Markdown: a list, because that reads well also where nothing renders it. */
export const VERBS_TEXT = Object.entries(VERBS_DO)
  .map(([verb, { takes, does }]) => `- \`${verb}\`${takes === '' ? '' : ` (${takes})`}: ${does}`)
  .join('\n');

const example = (summary: string, value: JsonObject) => ({ summary, value: { ...SEEN, ...value } });

export const decisionExamples = {
  approve: example('Approve', { verb: 'approve', decisionId: 'my-approval-1' }),
  reject: example('Send back with feedback', { verb: 'reject', comment: 'Without the migration, please.' }),
  edit: example('Change the arguments', { verb: 'edit', args: { amount: 9000, currency: 'EUR', order: 'A-1042' } }),
  ask: example('Ask something', { verb: 'ask', comment: 'Which customers does it touch?' }),
  delegate: example('Hand it over', { verb: 'delegate', to: 'grace', comment: 'She knows this customer.' }),
  reassign: example('Put somebody else in a place', { verb: 'reassign', from: 'group:finance', to: 'person:grace' }),
  claim: example('Take it for half an hour', { verb: 'claim', for: '30m' }),
  snooze: example('No reminders for two hours', { verb: 'snooze', for: '2h' }),
  extend: example('An hour more to decide', { verb: 'extend', for: '1h' }),
  settle: example('Settle an unknown outcome', { verb: 'settle', answer: 'happened', comment: 'The bank shows the transfer.' }),
};
