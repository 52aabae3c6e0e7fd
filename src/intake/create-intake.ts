import { answerQuestion } from './answer-question.js';
import { decide, type Said } from './decide.js';
import type { IntakeDeps } from './deps.js';
import { outcome, permit, settle } from './execution.js';
import { refuse } from './access.js';
import type { Intake } from './intake.js';
import { counts } from './counts.js';
import { list } from './list.js';
import { audit, view, wait } from './read.js';
import { watchReceipt } from './receipt.js';
import { submit } from './submit.js';
import { tryPolicies } from './try-policies.js';
import { withdraw } from './withdraw.js';

/** How long a door watches for a decision's receipt before it answers "recorded, not yet counted", milliseconds. */
const WATCH_MS = 1_500;

export function createIntake(deps: IntakeDeps): Intake {
  return {
    submit: (by, body, { idempotencyKey }) => submit(deps, by, body, idempotencyKey),
    decide: (personId, requestId, body, { channel, watchMs = WATCH_MS }) => {
      const { verb, revision, digest, decisionId, comment, args, answer, to, from, for: span } = body;
      return decide(
        deps,
        personId,
        requestId,
        { verb, revision, digest, decisionId, comment, args, answer, to, from, for: span },
        channel,
        watchMs,
      );
    },
    answerQuestion: (by, requestId, body) => answerQuestion(deps, by, requestId, body),
    override: async (by, requestId, body, { channel }) => {
      // An override is one human's act with one human's name under it; a key that is nobody's cannot do it.
      if (by.kind !== 'person')
        return refuse(403, 'override_not_permitted', 'Only a person with the override permission overrides; use that person’s key.');
      const { resolution, digest, reason, decisionId } = body;
      const nothing = { args: undefined, to: undefined, from: undefined, for: undefined };
      const said: Said = { verb: 'override', revision: null, digest, decisionId, comment: reason, answer: resolution, ...nothing };
      return decide(deps, by.personId, requestId, said, channel, WATCH_MS);
    },
    receipt: (requestId, decisionId, watchMs) => watchReceipt(deps, requestId, decisionId, watchMs),
    withdraw: (by, requestId, reason) => withdraw(deps, by, requestId, reason),
    permit: (by, requestId, digest) => permit(deps, by, requestId, digest),
    outcome: (by, requestId, body) => outcome(deps, by, requestId, body),
    settle: (by, requestId, body) => settle(deps, by, requestId, body),
    view: (by, requestId) => view(deps, by, requestId),
    list: (by, query) => list(deps, by, query),
    counts: (by) => counts(deps, by),
    wait: (by, requestId, until, timeoutMs, options) => wait(deps, by, requestId, until, timeoutMs, options),
    audit: (by, requestId) => audit(deps, by, requestId),
    tryPolicies: (body) => tryPolicies(deps, body),
  };
}
