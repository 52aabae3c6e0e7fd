import type { Plan } from '../contracts/plan.js';
import { isHighRisk } from '../contracts/risk.js';
import { resolve } from './resolve.js';
import { ignored, moved, type Effect, type Outcome } from './outcome.js';
import { fills } from './quorum.js';
import type { DomainEvent, PendingEdit, RequestState, Round, StatusOf, Vote } from './state.js';
import { advanceStages } from './stages.js';

type Proposed = Extract<DomainEvent, { kind: 'proposed' }>;

/** The next revision is here: old votes are void, and the plan says whether it passes, stops or asks people. */
export function propose(state: RequestState, event: Proposed): Outcome {
  if (state.status !== 'proposing' && state.status !== 'revising') return ignored(`no revision is awaited while ${state.status}`);
  if (event.revision !== state.revision + 1) return ignored(`revision ${event.revision} does not follow ${state.revision}`);
  const edit = state.status === 'revising' ? state.edit : null;
  const { plan } = event;
  const pending: StatusOf<'pending'> = {
    status: 'pending',
    revision: event.revision,
    digest: event.digest,
    execute: state.execute,
    canRevise: state.canRevise,
    lastSeq: state.lastSeq,
    plan,
    round: openRound(plan, event.atMs),
  };
  const proposed: Effect = {
    kind: 'audit',
    entry: 'revision.proposed',
    body: {
      revision: event.revision,
      digest: event.digest,
      author: event.author.id,
      authorKind: event.author.kind,
      route: plan.route,
      policy: `${plan.policy.name}@${plan.policy.version}`,
      reasons: plan.reasons.map((reason) => reason.text),
    },
  };
  switch (plan.route) {
    case 'deny':
      return resolve(pending, { outcome: 'rejected', by: 'policy', people: [], reason: lastReason(plan) }, event.atMs, [proposed]);
    case 'auto':
      // The planner always asks people; no plan whatever makes an approval out of a question.
      if (state.execute === 'none')
        return resolve(pending, { outcome: 'rejected', by: 'policy', people: [], reason: 'a question is answered by people' }, event.atMs, [
          proposed,
        ]);
      return resolve(pending, { outcome: 'approved', by: 'policy', people: [], reason: lastReason(plan) }, event.atMs, [proposed]);
    case 'review': {
      const withEditor =
        edit && editorCounts(plan, edit) ? { ...pending, round: { ...pending.round, votes: [editorsVote(edit)] } } : pending;
      const asked: Effect = { kind: 'notice', notice: 'ask', refs: plan.stages[0]?.entries ?? [] };
      return withEditor === pending ? moved(pending, proposed, asked) : advanceStages(withEditor, event.atMs, [proposed, asked]);
    }
  }
}

function openRound(plan: Plan, atMs: number): Round {
  return {
    startedAtMs: atMs,
    stage: 0,
    extra: [],
    stepsTaken: 0,
    reminded: false,
    extensions: 0,
    sentBack: false,
    deadlineAtMs: atMs + plan.deadlineMs,
    votes: [],
  };
}

/** An edit is the editor's one vote on the new revision, for low and medium risk, where the policy allows it and the editor is asked there too. */
function editorCounts(plan: Plan, edit: PendingEdit): boolean {
  const entries = plan.stages[0]?.entries ?? [];
  return (
    plan.editorVotes && !isHighRisk(plan.risk) && !edit.facts.self && entries.some((ref) => fills(ref, edit.personId, edit.facts.groups))
  );
}

function editorsVote(edit: PendingEdit): Vote {
  return { personId: edit.personId, groups: edit.facts.groups, verb: 'approve', stage: 0, decisionId: edit.decisionId };
}

function lastReason(plan: Plan): string {
  return plan.reasons.map((reason) => reason.text).join('; ');
}
