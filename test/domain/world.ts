import { VERBS } from '../../src/contracts/decision.js';
import type { Plan, ReviewerRef } from '../../src/contracts/plan.js';
import { RISKS } from '../../src/contracts/risk.js';
import type { DomainEvent, Facts, RequestState } from '../../src/domain/state.js';
import { digestOf, MINUTE, NOW, plan, stage } from '../support/domain.js';

/** Reads small choices out of one whole number: cheap to generate by the hundred thousand, and it shrinks. */
export class Choices {
  constructor(private rest: number) {}

  below(n: number): number {
    const choice = this.rest % n;
    this.rest = Math.floor(this.rest / n);
    return choice;
  }

  oneIn(n: number): boolean {
    return this.below(n) === n - 1;
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }
}

export const PEOPLE = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'] as const;
/** Asks, and owns the agent: may never count. */
const SELF = 'p5';
const OVERRIDER = 'p4';
const GROUPS = ['a', 'b', 'c'] as const;
const REFS: readonly ReviewerRef[] = ['group:a', 'group:b', 'group:a', 'group:c', 'person:p0', 'person:p1', 'person:p4', 'person:p5'];

export function randomPlan(seed: number): Plan {
  const pick = new Choices(seed);
  const route = pick.of(['review', 'review', 'review', 'review', 'review', 'review', 'auto', 'deny'] as const);
  const stages = Array.from({ length: 1 + pick.below(3) }, (_, index) => {
    const entries = [...new Set(Array.from({ length: 1 + pick.below(3) }, () => pick.of(REFS)))];
    return stage(entries, 1 + pick.below(entries.length), { name: `s${index}`, deny: 1 + pick.below(2) });
  });
  const risk = pick.of(RISKS);
  const shape = new Choices(seed ^ 0x5bd1e995);
  return plan({
    route,
    stages,
    risk,
    remindAfterMs: shape.oneIn(3) ? null : 10 * MINUTE,
    escalation: Array.from({ length: shape.below(3) }, (_, index) => ({ afterMs: (index + 1) * 20 * MINUTE, to: [shape.of(REFS)] })),
    deadlineMs: 90 * MINUTE,
    onTimeout: shape.of(['reject', 'approve', 'escalate'] as const),
    lastResort: shape.oneIn(2) ? ['group:c'] : [],
    maxRevisions: 1 + shape.below(3),
    onMaxRevisions: shape.of(['reject', 'escalate'] as const),
    requireComment: shape.oneIn(4) ? ['reject', 'deny'] : [],
    // As a careless planner might: the reducer itself must not count an editor at high risk.
    editorVotes: !shape.oneIn(3),
    usableForMs: 60 * MINUTE,
  });
}

/** Who is in which group, and active, as time goes on. */
export interface World {
  groups: Record<string, string[]>;
  inactive: Set<string>;
  nowMs: number;
}

export function startOf(seed: number): { world: World; state: RequestState } {
  const pick = new Choices(seed);
  const groups = Object.fromEntries(PEOPLE.map((person) => [person, GROUPS.filter(() => !pick.oneIn(3))]));
  const execute = pick.of(['worker', 'worker', 'caller', 'none'] as const);
  const state: RequestState = { status: 'proposing', revision: 0, digest: null, execute, canRevise: !pick.oneIn(4), lastSeq: 0 };
  return { world: { groups, inactive: new Set(), nowMs: NOW }, state };
}

function factsOf(world: World, personId: string, argsProblem: string | null): Facts {
  return {
    active: !world.inactive.has(personId),
    groups: [...(world.groups[personId] ?? [])],
    self: personId === SELF,
    override: personId === OVERRIDER,
    argsProblem,
  };
}

/** The next thing that happens: most of it fits the moment, the rest is what a hostile or confused world sends. */
export function nextEvent(seed: number, world: World, state: RequestState): DomainEvent {
  const pick = new Choices(seed);
  const { nowMs: atMs } = world;
  const revision = pick.oneIn(12) ? state.revision - 1 + 2 * pick.below(2) : state.revision;
  switch (pick.of(['say', 'say', 'say', 'say', 'say', 'propose', 'propose', 'tick', 'claim', 'finish', 'people', 'rare'] as const)) {
    case 'say': {
      const verb = pick.of(['approve', 'approve', 'approve', 'approve', 'answer', ...VERBS] as const);
      const personId = pick.of(PEOPLE);
      return {
        kind: 'decision',
        seq: pick.oneIn(16) ? state.lastSeq : state.lastSeq + 1,
        decisionId: `d${state.lastSeq + 1}`,
        personId,
        verb,
        revision,
        digest: digestOf(pick.oneIn(16) ? 99 : revision),
        comment: pick.oneIn(8) ? null : 'because',
        answer: verb === 'override' ? pick.of(['approved', 'rejected']) : verb === 'answer' ? '42' : null,
        facts: factsOf(world, personId, verb === 'edit' && pick.oneIn(4) ? 'wrong' : null),
        atMs,
      };
    }
    case 'propose':
      if (pick.oneIn(12)) return { kind: 'proposalFailed', by: 'agent', reason: 'gave up', atMs };
      return {
        kind: 'proposed',
        revision: revision + 1,
        digest: digestOf(revision + 1),
        plan: randomPlan(seed),
        author: { kind: 'agent', id: 'bot' },
        atMs,
      };
    case 'tick':
      return { kind: 'tick', atMs };
    case 'claim': {
      const fence = state.status === 'executing' ? state.fence + pick.below(2) : 1;
      return { kind: 'claimed', revision, fence, leaseUntilMs: atMs + 20 * MINUTE, atMs };
    }
    case 'finish':
      return { kind: 'finished', revision, outcome: pick.of(['executed', 'failed', 'unknown'] as const), reason: 'r', atMs };
    case 'people':
      return { kind: 'eligibilityLost', personIds: [pick.of(PEOPLE), pick.of(PEOPLE)], atMs };
    case 'rare':
      if (pick.oneIn(4)) return { kind: 'withdrawn', by: 'requester', who: 'bot', reason: 'r', atMs };
      return { kind: 'settled', outcome: pick.of(['executed', 'failed'] as const), by: 'ada', reason: 'r', atMs };
  }
}

/** Time passes and people come and go between two events. */
export function changeWorld(seed: number, world: World): void {
  const pick = new Choices(Math.floor(seed / 7));
  world.nowMs += pick.of([0, 1, MINUTE, 3 * MINUTE, 11 * MINUTE, 25 * MINUTE, 100 * MINUTE]);
  if (pick.oneIn(8)) world.groups[pick.of(PEOPLE)] = GROUPS.filter(() => pick.oneIn(2));
  if (pick.oneIn(20)) world.inactive.add(pick.of(PEOPLE));
}
