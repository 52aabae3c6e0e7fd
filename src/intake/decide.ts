import type { HumanDecisionSignal } from '../contracts/approval.js';
import type { ChannelName, Receipt, Verb } from '../contracts/decision.js';
import type { Json, JsonObject } from '../contracts/json.js';
import { isTerminal, type Status } from '../contracts/status.js';
import { parseDuration } from '../contracts/duration.js';
import { VIEWER_TEXT } from '../contracts/viewer.js';
import { planUpcast } from '../domain/upcast.js';
import { findDecision, insertDecision, type DecisionDetails, type DecisionRow } from '../ledger/decisions.js';
import { definitionOf } from '../ledger/definitions.js';
import { canonicalJson } from '../ledger/digest.js';
import { newId } from '../ledger/new-id.js';
import { addToOutbox } from '../ledger/outbox.js';
import { isViewer } from '../ledger/people.js';
import { lockRequest, type RequestRow } from '../ledger/requests.js';
import { findRevision } from '../ledger/revisions.js';
import { factsOf, targetOf, type Qualify } from '../moves/directory.js';
import { argsProblems } from '../moves/plan-revision.js';
import { qualifyFor } from '../moves/qualify.js';
import { openSession } from '../moves/session.js';
import { noteSighting } from '../ledger/sightings.js';
import type { Tx } from '../ledger/ledger.js';
import { NO_SUCH_REQUEST, refuse, refuseUnstorable } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer, Refusal } from './intake.js';
import { misused } from './misused.js';
import { sendSoon } from './send.js';
import { watchReceipt } from './receipt.js';

export interface Said {
  verb: Verb;
  revision: number | null;
  digest: string;
  decisionId: string | undefined;
  comment: string | undefined;
  args: JsonObject | undefined;
  answer: string | undefined;
  /** A reference, or a person's id. */
  to: string | undefined;
  from: string | undefined;
  /** A duration as clients write it. */
  for: string | undefined;
}

/** `outboxId` null: it was recorded before, or the request was over; a receipt may be there already. */
type Recorded = { kind: 'recorded'; decisionId: string; outboxId: string | null; signal: HumanDecisionSignal; status: Status } | Refusal;

/**
 * Commits a decision to the inbox, and only then answers. Facts about the person are recorded with it; whether it counts is the workflow's to
 * say. A request that is over has no workflow, so there the receipt is written at once.
 */
export async function decide(
  deps: IntakeDeps,
  personId: string,
  requestId: string,
  said: Said,
  channel: ChannelName,
  watchMs: number,
): Promise<Answer<Receipt>> {
  const recorded = await deps.moves.db.transaction().execute((tx) => record(deps, tx, personId, requestId, said, channel));
  if (recorded.kind === 'refused') return recorded;
  const { decisionId, outboxId, signal, status } = recorded;
  if (outboxId !== null) {
    sendSoon(deps, { id: outboxId, requestId, kind: 'signal', payload: { ...signal } });
    // Nobody can have counted it yet: who does not watch is spared the look.
    if (watchMs === 0) return { kind: 'ok', value: { decisionId, counted: null, reason: null, status } };
  }
  return watchReceipt(deps, requestId, decisionId, watchMs);
}

async function record(deps: IntakeDeps, tx: Tx, personId: string, requestId: string, said: Said, channel: ChannelName): Promise<Recorded> {
  const nowMs = deps.clock();
  const row = await lockRequest(tx, requestId);
  if (!row) return NO_SUCH_REQUEST;
  const facts = await factsOf(tx, row, personId, nowMs, await qualifyOf(tx, row));
  if (!facts?.active)
    return (await isViewer(tx, personId))
      ? refuse(403, 'viewer', VIEWER_TEXT)
      : refuse(403, 'person_inactive', 'Your account is not active.');
  const misuse = misused(said) ?? refuseUnstorable(said);
  if (misuse) return misuse;
  const decisionId = said.decisionId ?? newId('dec', nowMs);
  const revision = said.revision ?? row.revision;
  const signal: HumanDecisionSignal = { decisionId, verb: said.verb, by: personId, revision };
  // An id that was made just now cannot have been used.
  const earlier = said.decisionId === undefined ? undefined : await findDecision(tx, requestId, decisionId);
  if (earlier) {
    if (isRepeat(earlier, personId, said)) return { kind: 'recorded', decisionId, outboxId: null, signal, status: row.status };
    return refuse(409, 'decision_id_conflict', 'This decisionId was used for another decision; choose a new one.', '/decisionId');
  }
  const argsProblem = said.verb === 'edit' ? await problemOf(tx, row, said.args ?? {}) : null;
  const details = detailsOf(said);
  const target = details.to === null ? null : await targetOf(tx, row, details.to);
  const { verb, digest, comment = null, args = null, answer = null } = said;
  const decision = {
    decisionId,
    personId,
    verb,
    revision,
    digest,
    comment,
    args,
    answer,
    details,
    channel,
    facts: { ...facts, argsProblem, target },
    at: new Date(nowMs),
  };
  // Who decides has seen what they decide on.
  if (revision >= 1 && revision <= row.revision) await noteSighting(tx, requestId, personId, revision, new Date(nowMs));
  const counting = await insertDecision(tx, row, decision);
  // An unknown outcome is over for everybody but those who settle it: its run waits for them.
  if (isTerminal(row.status) && row.status !== 'unknown') {
    const session = openSession(deps.moves, tx, counting, nowMs);
    await session.admit();
    await session.save();
    return { kind: 'recorded', decisionId, outboxId: null, signal, status: row.status };
  }
  const outboxId = await addToOutbox(tx, { requestId, kind: 'signal', payload: { ...signal } });
  return { kind: 'recorded', decisionId, outboxId, signal, status: row.status };
}

/** Where a stage counts only some people's votes, that is found out now and recorded with the decision. */
async function qualifyOf(tx: Tx, row: RequestRow): Promise<Qualify> {
  const plan = row.plan === null ? null : planUpcast(row.plan);
  if (!plan?.stages.some(({ counts }) => counts !== null)) return qualifyFor(null, null);
  return qualifyFor(plan, (await findRevision(tx, row.id, row.revision))?.action ?? null);
}

/** A person is named by id alone; a group as `group:finance`. */
function reference(name: string): string {
  return name.includes(':') ? name : `person:${name}`;
}

function detailsOf({ to, from, for: span }: Said): DecisionDetails {
  return {
    to: to === undefined ? null : reference(to),
    from: from === undefined ? null : reference(from),
    forMs: span === undefined ? null : (parseDuration(span) ?? null),
  };
}

const NO_DETAILS: DecisionDetails = { to: null, from: null, forMs: null };

function isRepeat(earlier: DecisionRow, personId: string, said: Said): boolean {
  const same = (a: Json, b: Json) => canonicalJson(a) === canonicalJson(b);
  return (
    earlier.person_id === personId &&
    earlier.verb === said.verb &&
    earlier.digest === said.digest &&
    (said.revision === null || earlier.revision === said.revision) &&
    earlier.answer === (said.answer ?? null) &&
    same(earlier.args, said.args ?? null) &&
    same({ ...(earlier.details ?? NO_DETAILS) }, { ...detailsOf(said) })
  );
}

async function problemOf(tx: Tx, row: RequestRow, args: JsonObject): Promise<string | null> {
  const revision = await findRevision(tx, row.id, row.revision);
  if (!revision) return 'there is no revision to edit';
  const { type, version } = revision.action;
  const problems = argsProblems(await definitionOf(tx, type, version), type, args);
  return problems.length === 0 ? null : problems.map(({ field, message }) => `${field || '/'} ${message}`).join('; ');
}
