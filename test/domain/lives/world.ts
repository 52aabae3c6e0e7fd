import { type Verb } from '../../../src/contracts/decision.js';
import type { Plan, ReviewerRef, Rule } from '../../../src/contracts/plan.js';
import type { Status } from '../../../src/contracts/status.js';
import type { Asking, DomainEvent, Member, Missing, RequestState, Round } from '../../../src/domain/state.js';
import { digestOf, MINUTE, NOW } from '../../support/domain.js';
import { Directory, PEOPLE } from './directory.js';
import type { Random } from './random.js';
import { randomPlan, REFS } from './random-plan.js';

/** The product's own search for people who are left: what the shell asks before it tells the reducer that nobody is. */
export type Search = (
  plan: Plan,
  round: Round,
  members: readonly Member[],
) => { kind: 'reachable' } | { kind: 'unreachable'; missing: readonly Missing[] };

type Happening =
  | 'say'
  | 'tick'
  | 'search'
  | 'propose'
  | 'fail'
  | 'withdraw'
  | 'claim'
  | 'lose'
  | 'replan'
  | 'precondition'
  | 'finish'
  | 'answer'
  | 'settle'
  | 'compensate'
  | 'cannotUndo';

/** What mostly happens in a status; the rest is what a hostile or confused world sends. */
const ANYTHING: Record<Happening, number> = {
  say: 6,
  tick: 2,
  search: 1,
  propose: 1,
  fail: 1,
  withdraw: 1,
  claim: 1,
  lose: 1,
  replan: 1,
  precondition: 1,
  finish: 1,
  answer: 1,
  settle: 1,
  compensate: 1,
  cannotUndo: 1,
};
const LIKELY: Readonly<Record<Status, Record<Happening, number>>> = {
  proposing: { ...ANYTHING, propose: 60, say: 8 },
  revising: { ...ANYTHING, propose: 50, say: 20, fail: 2 },
  pending: { ...ANYTHING, say: 120, tick: 22, search: 18, answer: 5 },
  approved: { ...ANYTHING, say: 22, claim: 16, tick: 10, lose: 8, replan: 8, precondition: 6 },
  executing: { ...ANYTHING, finish: 20, claim: 6 },
  unknown: { ...ANYTHING, say: 20, compensate: 4, cannotUndo: 3, settle: 2 },
  executed: ANYTHING,
  failed: ANYTHING,
  rejected: ANYTHING,
  expired: ANYTHING,
  cancelled: ANYTHING,
  answered: ANYTHING,
};

const SAID: Readonly<Record<Verb, number>> = {
  approve: 40,
  deny: 7,
  reject: 4,
  edit: 4,
  answer: 1,
  ask: 4,
  escalate: 3,
  abstain: 4,
  retract: 5,
  delegate: 6,
  reassign: 4,
  claim: 6,
  release: 2,
  snooze: 2,
  extend: 3,
  override: 4,
  settle: 1,
};
/** What a life is mostly about: some things are only seen where they happen often. */
const THEMES: readonly { said?: Partial<Record<Verb, number>>; spread?: number; undecided?: true }[] = [
  {},
  {},
  { said: { delegate: 60, retract: 36, approve: 30 } },
  // Where few belong to anything, most is said in somebody else's place.
  { said: { delegate: 60, retract: 40, approve: 30 }, spread: 5 },
  { said: { extend: 14, snooze: 26, ask: 10, escalate: 6, approve: 20 } },
  { said: { override: 22, deny: 12 } },
  { said: { reassign: 16, claim: 20, release: 6 } },
  // People who approve, take it back, and approve again.
  { said: { approve: 160 }, undecided: true },
];
const OF_A_QUESTION = { approve: 6, reject: 1, edit: 1, answer: 8 };
const BEFORE_EFFECT = { approve: 3, deny: 12, retract: 14, override: 8 };
const UNDECIDED = { approve: 1, deny: 1, retract: 160, override: 1 };
const WHILE_REVISING = { override: 30 };
const OF_UNKNOWN = { approve: 3, settle: 60, deny: 12 };

/** One request and everything around it: people, plans, time, and what happens next. */
export class World {
  nowMs = NOW;
  private readonly directory: Directory;
  private asks: string[] = [];
  private readonly said: Readonly<Record<Verb, number>>;
  private readonly undecided: boolean;

  constructor(
    private readonly random: Random,
    private readonly search: Search,
    private readonly handedOver: (members: readonly Member[], delegations: Round['delegations']) => readonly Member[],
  ) {
    const theme = random.of(THEMES);
    this.directory = new Directory(random, theme.spread ?? 2);
    this.said = { ...SAID, ...theme.said };
    this.undecided = theme.undecided ?? false;
  }

  start(): RequestState {
    const { random } = this;
    const execute = random.of(['worker', 'worker', 'caller', 'none'] as const);
    return { status: 'proposing', revision: 0, digest: null, execute, canRevise: !random.oneIn(4), lastSeq: 0 };
  }

  /** Time passes and people come and go; then something happens. */
  next(state: RequestState): DomainEvent {
    const { random } = this;
    this.nowMs += random.of([0, 0, 1, MINUTE, MINUTE, 5 * MINUTE, 11 * MINUTE, 30 * MINUTE, 100 * MINUTE]);
    if (random.oneIn(5)) this.directory.change();
    return this.happens(random.weighted(LIKELY[state.status]), state);
  }

  private happens(what: Happening, state: RequestState): DomainEvent {
    const { random, nowMs: atMs } = this;
    const revision = random.oneIn(14) ? state.revision + random.of([-1, 1]) : state.revision;
    switch (what) {
      case 'say':
        return this.says(state, revision);
      case 'tick':
        return { kind: 'tick', atMs };
      case 'search':
        return this.searches(state);
      case 'propose':
        return this.proposes(state, random.oneIn(20) ? revision : state.revision + 1);
      case 'fail':
        return { kind: 'proposalFailed', by: random.of(['agent', 'policy'] as const), reason: 'r', atMs };
      case 'withdraw':
        return { kind: 'withdrawn', by: random.of(['requester', 'operator'] as const), who: 'bot', reason: 'r', atMs };
      case 'claim': {
        const fence = state.status === 'executing' ? state.fence + random.below(2) : 1;
        return { kind: 'claimed', revision, fence, leaseUntilMs: atMs + 20 * MINUTE, atMs };
      }
      case 'lose':
        return { kind: 'eligibilityLost', personIds: [random.of(PEOPLE), random.of(PEOPLE)], atMs };
      case 'replan': {
        const plan = randomPlan(random, atMs);
        return { kind: 'replanned', plan, people: this.everybody(plan), atMs };
      }
      case 'precondition':
        return { kind: 'preconditionChanged', revision, reason: 'the balance', atMs };
      case 'finish':
        return { kind: 'finished', revision, outcome: random.of(['executed', 'failed', 'unknown', 'unknown'] as const), reason: 'r', atMs };
      case 'answer': {
        const decisionId = this.asks.length === 0 ? 'd0' : random.of(this.asks);
        return { kind: 'questionAnswered', decisionId, revision, answer: 'three', by: 'bot', atMs };
      }
      case 'settle':
        return { kind: 'settled', outcome: random.of(['executed', 'failed'] as const), by: 'key', reason: 'r', atMs };
      case 'compensate':
        return { kind: 'compensated', atMs };
      case 'cannotUndo':
        return { kind: 'compensationFailed', reason: 'r', atMs };
    }
  }

  private searches(state: RequestState): DomainEvent {
    const { nowMs: atMs } = this;
    if (state.status !== 'pending') return { kind: 'unreachable', missing: [{ stage: 's0', entries: ['group:a'], need: 1 }], atMs };
    const { plan, round } = state;
    const found = this.search(plan, round, this.handedOver(this.directory.members(plan).present, round.delegations));
    return found.kind === 'reachable' ? { kind: 'reachable', atMs } : { kind: 'unreachable', missing: found.missing, atMs };
  }

  private proposes(state: RequestState, revision: number): DomainEvent {
    const { random, nowMs: atMs } = this;
    // Mostly the same rules as before: only then can a vote be worth anything still.
    const plan = 'plan' in state && !random.oneIn(3) ? state.plan : randomPlan(random, atMs);
    const edit = state.status === 'revising' && state.revising.why === 'edit' ? state.revising.edit : null;
    const author = edit ? ({ kind: 'person', id: edit.personId } as const) : ({ kind: 'agent', id: 'bot' } as const);
    return {
      kind: 'proposed',
      revision,
      digest: digestOf(revision),
      plan,
      author,
      keepVotes: plan.materialPaths !== null && random.oneIn(2),
      people: this.everybody(plan),
      atMs,
    };
  }

  private everybody(plan: Plan): Member[] {
    const { present, away } = this.directory.members(plan);
    return [...present, ...away];
  }

  private says(state: RequestState, revision: number): DomainEvent {
    const { random, nowMs: atMs } = this;
    const verb = random.weighted(verbsOf(state, this.said, this.undecided));
    const personId = this.whoSays(verb, state);
    const seq = random.oneIn(30) ? state.lastSeq : state.lastSeq + 1;
    const decisionId = `d${seq}`;
    if (verb === 'ask') this.asks = [...this.asks, decisionId].slice(-3);
    const takesTarget = verb === 'delegate' || verb === 'reassign';
    const facts = this.directory.factsOf(
      personId,
      'plan' in state ? state.plan : null,
      verb === 'edit' && random.oneIn(6) ? '/amount must be a number' : null,
      takesTarget ? this.directory.target() : null,
    );
    return {
      kind: 'decision',
      seq,
      decisionId,
      personId,
      verb,
      revision,
      digest: random.oneIn(25) ? digestOf(random.of([99, state.revision])) : digestOf(revision),
      comment: random.oneIn(8) ? random.of([null, ' ']) : 'because',
      answer: answerTo(verb, random),
      from: verb === 'reassign' ? this.placeOf(state) : null,
      forMs: random.of([null, 5 * MINUTE, 20 * MINUTE, 40 * MINUTE, 600 * MINUTE]),
      facts,
      editRefused: verb === 'edit' && random.oneIn(12) ? random.of(['nobody_else', 'invalid_args'] as const) : null,
      atMs,
    };
  }

  /** Mostly somebody who may; now and then just anybody. */
  private whoSays(verb: Verb, state: RequestState): string {
    const { random } = this;
    if (random.oneIn(6)) return random.of(PEOPLE);
    const approvers = this.undecided && verb === 'retract' && 'resolution' in state ? state.resolution.people : [];
    if (approvers.length > 0) return random.of(approvers);
    if ((verb === 'override' || verb === 'reassign') && !random.oneIn(3)) return 'ad';
    // Those between whom something was handed over have most to say about it.
    const handed = 'round' in state ? state.round.delegations : [];
    if (handed.length === 0 || random.oneIn(3)) return this.directory.somebodyOf(askedIn(state));
    const { from, to } = random.of(handed);
    return verb === 'retract' ? from : to;
  }

  /** Mostly a place that is asked now. */
  private placeOf(state: RequestState): ReviewerRef {
    const asked = askedIn(state);
    return this.random.of(asked.length === 0 || this.random.oneIn(4) ? REFS : asked);
  }
}

/** Everything that this stage has ever asked. */
function askedIn(state: RequestState): ReviewerRef[] {
  if (!('round' in state)) return [];
  const { plan, round } = state;
  const written = (rule: Rule): readonly ReviewerRef[] => (rule.kind === 'entries' ? rule.entries : rule.of.flatMap(written));
  const stage = plan.stages[round.stage];
  const later = round.asking.flatMap((each: Asking) => (each.kind === 'swap' ? [each.to] : each.refs));
  return [...(stage ? written(stage.rule) : []), ...later];
}

function verbsOf(state: RequestState, said: Readonly<Record<Verb, number>>, undecided: boolean): Readonly<Record<Verb, number>> {
  if (state.execute === 'none') return { ...said, ...OF_A_QUESTION };
  if (undecided && state.status === 'approved') return { ...said, ...UNDECIDED };
  if (state.status === 'approved' || state.status === 'executing') return { ...said, ...BEFORE_EFFECT };
  if (state.status === 'revising') return { ...said, ...WHILE_REVISING };
  return state.status === 'unknown' ? { ...said, ...OF_UNKNOWN } : said;
}

function answerTo(verb: Verb, random: Random): string | null {
  switch (verb) {
    case 'answer':
      return '42';
    case 'override':
      return random.of(['approved', 'approved', 'approved', 'rejected', 'perhaps']);
    case 'settle':
      return random.of(['happened', 'did_not_happen', 'did_not_happen', 'compensate', 'perhaps']);
    default:
      return null;
  }
}
