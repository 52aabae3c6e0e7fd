import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Interval, Plan, Step } from '../../../src/contracts/plan.js';
import { decide } from '../../../src/domain/decide.js';
import type { DomainEvent, RequestState } from '../../../src/domain/state.js';
import { wakeups } from '../../../src/domain/wakeups.js';
import { MINUTE, NOW, numbered, plan, proposed, says, stage } from '../../support/domain.js';
import { MinuteClock } from './minutes.js';

const minutes = (max: number) => fc.integer({ min: 1, max });

const ladder: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    afterMs: minutes(60).map((each) => each * MINUTE),
    do: fc.constantFrom('remind' as const, 'add' as const, 'replace' as const, 'page' as const),
    to: fc.constantFrom<Step['to']>(['group:r'], ['group:r', 'group:x']),
    repeat: fc.option(fc.record({ everyMs: minutes(30).map((each) => each * MINUTE), times: fc.integer({ min: 1, max: 3 }) })),
  }),
  { maxLength: 4 },
);

/** Gaps and hours in turn, in minutes. */
const openHours: fc.Arbitrary<Interval[] | null> = fc.option(
  fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), minutes(90)), { minLength: 1, maxLength: 4 }).map((spans) => {
    let at = NOW - 20 * MINUTE;
    return spans.map(([gap, long]): Interval => {
      const from = at + gap * MINUTE;
      at = from + long * MINUTE;
      return [from, at];
    });
  }),
);

const plans: fc.Arbitrary<Plan> = fc
  .record({
    ladders: fc.tuple(ladder, ladder),
    deadlineMs: minutes(150).map((each) => each * MINUTE),
    onTimeout: fc.constantFrom('reject' as const, 'escalate' as const),
    lastResort: fc.constantFrom<Plan['lastResort']>([], ['group:r']),
    pausedWhile: fc.constantFrom<Plan['clock']['pausedWhile']>([], ['question']),
    maxPauseMs: minutes(60).map((each) => each * MINUTE),
    pauseBudgetMs: minutes(90).map((each) => each * MINUTE),
    openHours,
  })
  .map(({ ladders, pausedWhile, maxPauseMs, pauseBudgetMs, openHours, ...more }) =>
    plan({
      ...more,
      stages: ladders.map((steps, index) => stage(['group:r'], 1, { name: `s${index}`, ladder: steps })),
      clock: { per: 'revision', pausedWhile, maxPauseMs, pauseBudgetMs, openHours },
      extend: { maxMs: 1_000_000 * MINUTE, times: 1_000 },
    }),
  );

type Act = 'tick' | 'ask' | 'answer' | 'extend' | 'escalate' | 'approve';
const script = fc.array(
  fc.record({
    wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 200 })),
    act: fc.constantFrom<Act>('tick', 'tick', 'tick', 'tick', 'ask', 'answer', 'answer', 'extend', 'escalate', 'approve'),
  }),
  { minLength: 1, maxLength: 24, size: 'max' },
);

/** The same life by two clocks: the product's, which computes, and one that counts minutes. */
class TwoClocks {
  private state: RequestState;
  private readonly naive: MinuteClock;
  private now = 0;
  private approvals = 0;

  constructor(frozen: Plan) {
    this.state = { status: 'proposing', revision: 0, digest: null, execute: 'worker', canRevise: true, lastSeq: 0 };
    this.happens(proposed(1, frozen));
    this.naive = new MinuteClock(frozen);
  }

  get isOver(): boolean {
    return this.state.status !== 'pending';
  }

  /** Answers what fired. */
  go(wait: number, act: Act): readonly string[] {
    this.now += wait;
    const fired = this.acts(act);
    expect(this.state.status === 'pending' ? null : this.state.status).toBe(this.naive.over);
    if (this.state.status === 'pending') {
      const { plan: frozen, round } = this.state;
      expect(frozen.stages[round.stage]?.ladder.map((_, index) => round.fired[index] ?? 0)).toEqual(this.naive.times);
    }
    const next = wakeups(this.state)[0];
    expect(next ? (next.atMs - NOW) / MINUTE : null).toBe(this.naive.nextAt(this.now));
    return fired;
  }

  private acts(act: Act): readonly string[] {
    const atMs = NOW + this.now * MINUTE;
    switch (act) {
      case 'tick': {
        const fired = this.naive.tick(this.now);
        expect(this.happens({ kind: 'tick', atMs })).toEqual(fired);
        return fired;
      }
      case 'ask':
        this.naive.ask(this.now);
        this.happens(says('ask', { decisionId: 'q', atMs }));
        return [];
      case 'answer':
        this.naive.answer(this.now);
        this.happens({ kind: 'questionAnswered', decisionId: 'q', revision: 1, answer: 'three', by: 'bot', atMs });
        return [];
      case 'extend':
        // What is extended while the clock stands still is no question of time.
        if (this.naive.isPaused()) return [];
        this.naive.extend(7);
        this.happens(says('extend', { forMs: 7 * MINUTE, atMs }));
        return [];
      case 'escalate':
        this.naive.escalate();
        this.happens(says('escalate', { atMs }));
        return [];
      case 'approve':
        // The last stage stays open: what is approved has other clocks.
        if (this.approvals > 0) return [];
        this.approvals += 1;
        this.naive.nextStage(this.now);
        this.happens(says('approve', { personId: 'ann', atMs }));
        return [];
    }
  }

  private happens(event: DomainEvent): string[] {
    const outcome = decide(this.state, numbered(this.state, event));
    if (outcome.kind === 'ignored') return [];
    this.state = outcome.state;
    return outcome.effects.flatMap((effect) => (effect.kind === 'audit' ? (firedBy(effect.entry, effect.body as Body) ?? []) : []));
  }
}

type Body = { do?: string; step?: number };

/** What the record says has fired; null for everything that people did. */
function firedBy(entry: string, body: Body): string | null {
  switch (entry) {
    case 'reviewers.reminded':
      return 'remind';
    case 'request.escalated':
      return body.step === undefined ? 'deadline' : (body.do ?? '');
    case 'request.resolved':
      return 'deadline';
    case 'clock.resumed':
      return 'resumed';
    default:
      return null;
  }
}

describe('ladder and deadline', () => {
  it('fire when a clock that counts the minutes says so, however late anybody looks', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(plans, script, (frozen, acts) => {
        const clocks = new TwoClocks(frozen);
        for (const { wait, act } of acts) {
          if (clocks.isOver) break;
          for (const fired of clocks.go(wait, act)) seen.add(fired);
        }
      }),
      { numRuns: 2_000 },
    );
    expect([...seen].sort()).toEqual(['add', 'deadline', 'page', 'remind', 'replace', 'resumed']);
  }, 120_000);
});
