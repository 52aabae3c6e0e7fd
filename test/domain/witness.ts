import { isHighRisk } from '../../src/contracts/risk.js';
import { isTerminal } from '../../src/contracts/status.js';
import type { Outcome } from '../../src/domain/outcome.js';
import type { DecisionEvent, DomainEvent, RequestState } from '../../src/domain/state.js';
import { wakeups } from '../../src/domain/wakeups.js';
import { mostFilled, type Voter } from './oracle.js';

interface Ballot extends Voter {
  verb: 'approve' | 'deny';
  stage: number;
}

/**
 * Watches one request from outside: it keeps its own list of who counted, from the events and their receipts alone, and says which promise is
 * broken. It never asks the reducer's own quorum.
 */
export class Witness {
  private ballots = new Map<string, Ballot>();
  private receipts = new Map<number, number>();
  private editor: DecisionEvent | null = null;
  private sentBack = false;

  /** Throws with the promise that does not hold between these two states. */
  see(before: RequestState, event: DomainEvent, outcome: Outcome): void {
    this.receiptsOf(before, event, outcome);
    if (outcome.kind === 'ignored') return;
    const { state } = outcome;
    must(state.lastSeq >= before.lastSeq, 'lastSeq grows');
    if (isTerminal(before.status) && state.status !== before.status) {
      must(
        before.status === 'unknown' && event.kind === 'settled',
        `${before.status} is final, yet ${event.kind} moved it to ${state.status}`,
      );
    }
    if (isTerminal(before.status) && 'resolution' in before && 'resolution' in state)
      must(before.resolution === state.resolution, 'a resolution is final');
    this.count(before, event, outcome);
    if (event.kind === 'tick') this.wakeupsAhead(state, event.atMs);
    if (state.status === 'approved' && before.status !== 'approved') this.mayApprove(state, event);
    if (state.status === 'executing' && before.status !== 'executing') {
      must(event.kind === 'claimed', `${event.kind} starts no effect`);
      must(before.status === 'approved', `an effect was claimed while ${before.status}`);
      if (before.status === 'approved') this.mayRun(before);
    }
    if ('round' in state && state.status === 'pending') {
      const people = state.round.votes.map((vote) => vote.personId);
      must(new Set(people).size === people.length, 'one human is one vote');
    }
  }

  private receiptsOf(before: RequestState, event: DomainEvent, outcome: Outcome): void {
    const given = outcome.kind === 'moved' ? outcome.effects.flatMap((effect) => (effect.kind === 'receipt' ? [effect.seq] : [])) : [];
    const due = event.kind === 'decision' && event.seq > before.lastSeq;
    must(given.length === (due ? 1 : 0), `${given.length} receipts for ${event.kind}`);
    for (const seq of given) {
      must(event.kind === 'decision' && seq === event.seq, 'a receipt is for the decision that came');
      this.receipts.set(seq, (this.receipts.get(seq) ?? 0) + 1);
      must(this.receipts.get(seq) === 1, 'each decision gets one receipt');
    }
  }

  /** Keeps the ballots as the rules of the design say, stage by stage. */
  private count(before: RequestState, event: DomainEvent, outcome: Extract<Outcome, { kind: 'moved' }>): void {
    if (event.kind === 'proposed') {
      this.ballots.clear();
      const { editor } = this;
      this.editor = null;
      this.sentBack = false;
      if (editor && event.plan.editorVotes && !isHighRisk(event.plan.risk)) {
        const { personId, facts } = editor;
        const asked = event.plan.stages.slice(0, 1);
        if (asked.some(({ entries }) => mostFilled(entries, [{ personId, groups: facts.groups }]) > 0))
          this.ballots.set(personId, { personId, groups: facts.groups, verb: 'approve', stage: 0 });
      }
    }
    if (event.kind === 'eligibilityLost') for (const personId of event.personIds) this.ballots.delete(personId);
    if (event.kind === 'eligibilityLost' && outcome.state.status === 'pending') this.dropAfter(outcome.state.round.stage);
    if (event.kind !== 'decision') return;
    const receipt = outcome.effects.find((effect) => effect.kind === 'receipt');
    if (!receipt || receipt.kind !== 'receipt' || !receipt.counted) return;
    must(!event.facts.self, 'who asks, or owns the agent, never counts');
    must(event.facts.active, 'who is not active never counts');
    if (event.verb === 'override') {
      must(event.facts.override && event.comment !== null, 'an override needs its permission and a reason');
      return;
    }
    must(before.status === 'pending' && event.revision === before.revision && event.digest === before.digest, 'only what was shown counts');
    if (before.status !== 'pending') return;
    const { personId, verb } = event;
    const earlier = this.ballots.get(personId);
    if (verb === 'approve' || verb === 'deny') {
      const stage = earlier?.stage ?? before.round.stage;
      this.dropAfter(stage);
      this.ballots.set(personId, { personId, groups: event.facts.groups, verb, stage });
    }
    if (verb === 'edit') this.editor = event;
    if (verb === 'reject') {
      this.ballots.clear();
      this.sentBack = true;
    }
  }

  private dropAfter(stage: number): void {
    for (const [personId, ballot] of this.ballots) if (ballot.stage > stage) this.ballots.delete(personId);
  }

  private mayApprove(state: Extract<RequestState, { status: 'approved' }>, event: DomainEvent): void {
    const { resolution, plan } = state;
    must(
      resolution.outcome === 'approved' && resolution.digest === state.digest && resolution.revision === state.revision,
      'an approval is of what is there',
    );
    must(state.execute !== 'none', 'a question is answered, never approved');
    switch (resolution.by) {
      case 'people':
        this.mayRun(state);
        break;
      case 'override':
        must(event.kind === 'decision' && event.verb === 'override', 'only an override overrides');
        break;
      case 'policy':
        must(plan.route === 'auto', 'only the route auto approves by policy');
        break;
      case 'fallback':
        must(event.kind === 'tick' && plan.onTimeout === 'approve', 'only a deadline with onTimeout: approve approves by silence');
        must(!isHighRisk(plan.risk), `silence approved ${plan.risk} risk`);
        must(![...this.ballots.values()].some(({ verb }) => verb === 'deny'), 'a denial is no silence');
        must(!this.sentBack, 'what was sent back is not approved by silence');
        break;
      default:
        must(false, `${resolution.by} never approves`);
    }
  }

  /** Every assignment is tried: distinct approvers, each in the stage they voted in, on this digest. */
  private mayRun({ resolution, plan, round }: Extract<RequestState, { status: 'approved' }>): void {
    if (resolution.by !== 'people') return;
    const approvals = [...this.ballots.values()].filter(({ verb }) => verb === 'approve');
    must(
      [...resolution.people].sort().join() ===
        approvals
          .map(({ personId }) => personId)
          .sort()
          .join(),
      'a resolution names exactly who approved',
    );
    must(plan.stages.length > 0, 'people approve only where people are asked');
    for (const [index, { entries, count }] of plan.stages.entries()) {
      const asked = [...new Set([...entries, ...round.extra.filter(({ stage }) => stage === index).map(({ ref }) => ref)])];
      const filled = mostFilled(
        asked,
        approvals.filter(({ stage }) => stage === index),
      );
      must(filled >= count, `stage ${index} has ${filled} of ${count}`);
    }
  }

  private wakeupsAhead(state: RequestState, atMs: number): void {
    // A worker's lease is nobody's alarm clock: who claims next looks at it.
    if (state.status === 'executing' && state.execute === 'worker') return;
    for (const { kind, atMs: due } of wakeups(state)) must(due > atMs, `${kind} was due before the tick and did not fire`);
  }
}

function must(holds: boolean, promise: string): void {
  if (!holds) throw new Error(`broken: ${promise}`);
}
