import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../../../src/contracts/plan.js';
import type { Asking, DecisionEvent, RequestState, Standing } from '../../../src/domain/state.js';
import type { Ballot } from './ballots.js';
import { isDenied, placesAt } from './ballots.js';
import { ClockWatch } from './clock-watch.js';
import { Handovers } from './handovers.js';
import { isIn } from './open-time.js';

/** What the witness knows of one request: written down from events and the record alone, in its own words. */
export class Book {
  plan: Plan | null = null;
  digest: string | null = null;
  ballots: Ballot[] = [];
  asks: Asking[] = [];
  stage = 0;
  handed = new Handovers();
  /** Who has taken it: until when, and from which place. */
  readonly claims = new Map<string, { untilMs: number; place: Standing }>();
  readonly snoozes = new Map<string, number>();
  readonly overrides = new Set<string>();
  readonly questions = new Set<string>();
  clock: ClockWatch | null = null;
  /** Whose edits are in what is asked about, since the agent itself said something. */
  authors: readonly string[] = [];
  /** How often people have changed it. */
  edits = 0;
  /** How often an approval of this round came to nothing. */
  reopenings = 0;
  /** Only people approve it, silence does not. */
  sentBack = false;
  missing = false;
  /** How the last revision was left. */
  left: { atMs: number; why: 'feedback' | 'edit' | 'precondition' | 'again'; edit: DecisionEvent | null } | null = null;
  /** When what is approved may start. */
  start: { fromMs: number; untilMs: number; by: string } | null = null;
  compensating = false;

  /** What repeats asks nobody twice; whoever is replaced has no word any more. */
  ask(change: Exclude<Asking, { kind: 'swap' }>): void {
    const earlier = this.asks.filter(({ stage }) => stage === change.stage);
    const lastReplaced = earlier.findLastIndex(({ kind }) => kind === 'replace');
    const since = earlier.slice(Math.max(0, lastReplaced));
    const known =
      change.kind === 'add'
        ? since.some((each) => each.kind === 'add' && change.refs.every((ref) => each.refs.includes(ref)))
        : since.some((each) => each.kind === 'replace' && isDeepStrictEqual(new Set(each.refs), new Set(change.refs)));
    if (change.kind === 'replace') this.claims.clear();
    if (!known && change.refs.length > 0) this.asks.push(change);
    if (change.kind === 'replace') this.dropReplaced();
  }

  dropReplaced(): void {
    const { plan, asks, ballots } = this;
    this.ballots = ballots.filter((ballot) => {
      const stage = plan?.stages[ballot.stage];
      return stage !== undefined && placesAt(stage, ballot.stage, asks, ballot.personId, [ballot], true).length > 0;
    });
    this.sentBack ||= ballots.some((ballot) => ballot.verb === 'deny' && !this.ballots.includes(ballot));
    const here = plan?.stages[this.stage];
    for (const [personId, { place }] of this.claims)
      if (!here || placesAt(here, this.stage, asks, personId, [place], true).length === 0) this.claims.delete(personId);
  }

  enter(stage: number, atMs: number): void {
    this.stage = stage;
    this.claims.clear();
    this.clock?.stage(atMs);
  }

  openRound(plan: Plan, atMs: number, authors: readonly string[], deadlineMs: number | null = null): void {
    const first = this.plan === null;
    this.plan = plan;
    this.ballots = [];
    const climbed = !first && plan.clock.per === 'request' && (this.clock?.escalations ?? 0) > 0 && plan.lastResort.length > 0;
    this.asks = climbed ? plan.stages.map((_, stage) => ({ stage, kind: 'add' as const, refs: plan.lastResort })) : [];
    this.stage = 0;
    this.handed = new Handovers();
    this.claims.clear();
    this.snoozes.clear();
    this.overrides.clear();
    this.questions.clear();
    this.authors = authors;
    this.reopenings = 0;
    this.missing = false;
    this.start = null;
    this.clock ??= new ClockWatch(plan);
    this.clock.open(plan, atMs, deadlineMs);
  }

  /** Votes are gone; where those left do not suffice people are asked again. */
  reopened(state: RequestState, atMs: number): void {
    if (state.status !== 'pending') return;
    this.stage = state.round.stage;
    this.ballots = this.ballots.filter(({ stage }) => stage <= this.stage);
    this.claims.clear();
    this.questions.clear();
    this.missing = false;
    this.overrides.clear();
    this.start = null;
    this.reopenings += 1;
    // Three whole deadlines more, and then no more of it; by then it is no silence either.
    if (this.reopenings > 3) this.sentBack = true;
    this.clock?.reopen(atMs, this.reopenings <= 3);
  }

  barred(): readonly string[] {
    const { plan, authors } = this;
    return plan && (!plan.editorVotes || plan.risk === 'high' || plan.risk === 'critical') ? authors : [];
  }

  denied(): boolean {
    return (this.plan?.stages ?? []).some((stage, index) => isDenied(stage, index, this.ballots));
  }

  mayStart(atMs: number): boolean {
    const { start, plan } = this;
    if (!start || !plan || atMs < start.fromMs || atMs >= start.untilMs) return false;
    return start.by === 'override' || !isIn(atMs, plan.frozen);
  }
}
