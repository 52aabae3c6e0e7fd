import type { Plan, ReviewerRef, Stage } from '../contracts/plan.js';
import type { PolicyTrial, PolicyTrialResult } from '../contracts/policy-trial.js';
import { QUESTION_TYPE } from '../contracts/action.js';
import { fills } from '../domain/entries.js';
import { outside } from '../domain/open-hours.js';
import type { Member, Missing, RequestState } from '../domain/state.js';
import { askedEntries, fitsStage } from '../domain/quorum.js';
import { wakeups } from '../domain/wakeups.js';
import { findAgent } from '../ledger/agents.js';
import { currentDefinition } from '../ledger/definitions.js';
import type { Tx } from '../ledger/ledger.js';
import { isActive, namesOf } from '../ledger/people.js';
import { claimsOf } from '../moves/claims-of.js';
import { loadMembers } from '../moves/directory.js';
import { argsProblems, planAction, type PlanAsker } from '../moves/plan-revision.js';
import { qualifyFor } from '../moves/qualify.js';
import { refuse } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer, Refusal } from './intake.js';
import { withDrafts } from './policy-drafts.js';
import { openInThought } from './trial-opening.js';

/**
 * How an action would be reviewed: the plan, who could fill it at that moment and what happens when. The same planning, matching and reducer as
 * for real requests, over a ledger that is only read.
 */
export async function tryPolicies(deps: IntakeDeps, body: PolicyTrial): Promise<Answer<PolicyTrialResult>> {
  // One snapshot: plan and people are of the same moment.
  return deps.moves.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => tryIn(deps, tx, body));
}

async function tryIn(deps: IntakeDeps, tx: Tx, body: PolicyTrial): Promise<Answer<PolicyTrialResult>> {
  const atMs = body.at === undefined ? deps.clock() : Date.parse(body.at);
  const at = new Date(atMs).toISOString();
  const asker = await askerOf(tx, body);
  if ('kind' in asker) return asker;
  const claims = await claimsOf(tx, body, null);
  if ('kind' in claims) return refuse(422, claims.code, claims.message, claims.field);
  const policies = await withDrafts(tx, body.policies ?? []);
  if ('kind' in policies) return policies;
  const refusedWith = (code: string, message: string): Answer<PolicyTrialResult> => ({
    kind: 'ok',
    value: { result: 'refused', at, code, message },
  });
  const { type, args, title, rationale = null, confidence = null, risk = null, context = {} } = body.action;
  const definition = await currentDefinition(tx, type);
  const problems = argsProblems(definition, type, args).map(({ field, message }) => `${field || '/'} ${message}`);
  if (problems.length > 0) return refusedWith('invalid_args', `The arguments do not fit ${type}: ${problems.join('; ')}.`);
  const named = {
    type,
    version: definition?.version ?? '1',
    args,
    title: title ?? definition?.title ?? type,
    rationale,
    confidence,
    context,
  };
  const planned = await planAction(deps.moves, tx, asker, claims, { ...named, risk }, definition, atMs, policies);
  if (planned.kind === 'refused') return refusedWith(planned.code, planned.message);
  const { plan } = planned;
  const { members } = await loadMembers(tx, asker, atMs, qualifyFor(plan, { ...named, risk: plan.risk }));
  const { state, missing, stillMissing } = openInThought(plan, type === QUESTION_TYPE ? 'none' : 'caller', members, atMs);
  const value: PolicyTrialResult = {
    result: 'planned',
    at,
    status: state.status,
    plan,
    asked: await asked(tx, state, plan, members),
    missing: listed(missing),
    stillMissing: listed(stillMissing),
    next: nextOf(state, plan),
    runFrom: plan.route === 'deny' ? null : new Date(outside(atMs + plan.vetoWindowMs, plan.frozen)).toISOString(),
  };
  return { kind: 'ok', value };
}

async function askerOf(tx: Tx, { agent, requester }: PolicyTrial): Promise<PlanAsker | Refusal> {
  const known = agent === undefined ? null : await findAgent(tx, agent);
  if (agent !== undefined && !known) return refuse(422, 'unknown_agent', `There is no agent named ${agent}.`, '/agent');
  if (requester !== undefined && !(await isActive(tx, requester)))
    return refuse(422, 'unknown_person', `There is no active person ${requester}.`, '/requester');
  return {
    id: 'trial',
    agent: agent ?? null,
    requested_by_kind: agent === undefined ? 'admin' : 'agent',
    requested_by_id: agent ?? 'trial',
    requester_id: requester ?? null,
    owner_id: known?.ownerId ?? null,
    excluded: [],
  };
}

async function asked(tx: Tx, state: RequestState, plan: Plan, members: readonly Member[]) {
  const round = state.status === 'pending' ? state.round : { asking: [], stage: 0 };
  const stages = plan.stages.map((stage, index) => ({ stage, refs: askedEntries(stage, round, index) }));
  const found = stages.map(({ stage, refs }) => ({
    stage: stage.name,
    entries: refs.map((ref) => ({ ref, people: whoFills(stage, ref, members) })),
  }));
  const names = await namesOf(
    tx,
    found.flatMap(({ entries }) => entries.flatMap(({ people }) => people.flatMap(({ personId, as }) => [personId, as]))),
  );
  const person = (id: string) => ({ id, name: names.get(id) ?? id });
  return found.map(({ stage, entries }) => ({
    stage,
    entries: entries.map(({ ref, people }) => ({
      ref,
      people: people.map(({ personId, as }) => ({ ...person(personId), standsInFor: as === personId ? null : person(as) })),
    })),
  }));
}

function whoFills(stage: Stage, ref: ReviewerRef, members: readonly Member[]): { personId: string; as: string }[] {
  return members.flatMap(({ personId, standings }) => {
    const place = standings.find((standing) => fills(ref, standing) && fitsStage(stage, standing.fits));
    return place ? [{ personId, as: place.as }] : [];
  });
}

function nextOf(state: RequestState, plan: Plan) {
  const ladder = state.status === 'pending' ? (plan.stages[state.round.stage]?.ladder ?? []) : [];
  return wakeups(state).map(({ kind, atMs, step }) => ({
    kind,
    at: new Date(atMs).toISOString(),
    to: step !== null ? [...(ladder[step]?.to ?? [])] : kind === 'deadline' && plan.onTimeout === 'escalate' ? [...plan.lastResort] : [],
  }));
}

function listed(missing: readonly Missing[] | null) {
  return missing?.map(({ stage, entries, need }) => ({ stage, entries: [...entries], need })) ?? null;
}
