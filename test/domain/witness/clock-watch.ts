import type { Plan, Step } from '../../../src/contracts/plan.js';
import { must } from './must.js';
import { afterOpen, openMs } from './open-time.js';

/** What the witness knows of time: when the deadline is, and what of a stage's ladder may have fired. */
export class ClockWatch {
  deadlineMs = 0;
  private fired: number[] = [];
  private reminders = 0;
  private startedMs = 0;
  private ranMs = 0;
  private pausedMs: number | null = null;
  private longer = { ms: 0, times: 0 };
  /** How long it has stood still, in pauses that are over. */
  private stoodMs = 0;
  escalations = 0;

  constructor(private plan: Plan) {}

  private get hours() {
    return this.plan.clock.openHours;
  }

  /** People are asked about a revision from now on. */
  open(plan: Plan, atMs: number, deadlineMs: number | null = null): void {
    this.plan = plan;
    this.deadlineMs = deadlineMs ?? afterOpen(atMs, plan.deadlineMs, plan.clock.openHours);
    this.pausedMs = null;
    if (plan.clock.per === 'revision') {
      this.longer = { ms: 0, times: 0 };
      this.escalations = 0;
      this.stoodMs = 0;
    }
    this.stage(atMs);
  }

  /** What was left of the deadline when the people's part of the revision before ended. */
  leftFrom({ clock }: Plan, leftMs: number, atMs: number): number {
    if (!clock.pausedWhile.includes('revising')) return this.deadlineMs;
    const rested = Math.min(atMs - leftMs, clock.maxPauseMs, Math.max(0, clock.pauseBudgetMs - this.stoodMs));
    this.stoodMs += rested;
    return afterOpen(leftMs + rested, openMs(leftMs, this.deadlineMs, clock.openHours), clock.openHours);
  }

  /** When a pause that began then is over without an answer. */
  private pauseEnd(fromMs: number): number {
    const { maxPauseMs, pauseBudgetMs } = this.plan.clock;
    return fromMs + Math.min(maxPauseMs, Math.max(0, pauseBudgetMs - this.stoodMs));
  }

  stage(atMs: number): void {
    this.fired = [];
    this.reminders = 0;
    this.startedMs = atMs;
    this.ranMs = 0;
  }

  /** An approval came to nothing: people have a whole deadline again. */
  reopen(atMs: number, renews: boolean): void {
    this.pausedMs = null;
    if (renews) this.deadlineMs = Math.max(this.deadlineMs, afterOpen(atMs, this.plan.deadlineMs, this.hours));
    this.stage(atMs);
  }

  pause(atMs: number): void {
    if (this.stoodMs < this.plan.clock.pauseBudgetMs) this.pausedMs ??= atMs;
  }

  resume(nowMs: number): void {
    if (this.pausedMs === null) return;
    const atMs = Math.min(nowMs, this.pauseEnd(this.pausedMs));
    this.stoodMs += atMs - this.pausedMs;
    must(this.stoodMs <= this.plan.clock.pauseBudgetMs, 'a clock stands still no longer than the policy says in all');
    this.ranMs += openMs(this.startedMs, this.pausedMs, this.hours);
    this.startedMs = Math.max(atMs, this.startedMs);
    this.deadlineMs = afterOpen(atMs, openMs(this.pausedMs, this.deadlineMs, this.hours), this.hours);
    this.pausedMs = null;
  }

  /** Nobody answered: the pause ended by itself, at its time. */
  giveUpWaiting(atMs: number): void {
    must(this.pausedMs !== null && atMs >= this.pauseEnd(this.pausedMs), 'a pause lasts as long as the policy says');
    this.resume(this.pauseEnd(this.pausedMs));
  }

  extend(byMs: number): void {
    this.longer = { ms: this.longer.ms + byMs, times: this.longer.times + 1 };
    const { maxMs, times } = this.plan.extend;
    must(this.longer.ms <= maxMs && this.longer.times <= times, 'a deadline moves only as far as the policy allows');
    this.deadlineMs = afterOpen(this.deadlineMs, byMs, this.hours);
  }

  escalateAtDeadline(atMs: number): void {
    must(this.pausedMs === null && atMs >= this.deadlineMs, 'nothing ends before its deadline');
    this.escalations += 1;
    must(this.escalations <= 1, 'a deadline escalates once');
    this.deadlineMs = afterOpen(Math.max(this.deadlineMs, atMs), this.plan.deadlineMs, this.hours);
  }

  /** The deadline escalates past all that is left of the ladder. */
  climbed(ladder: readonly Step[]): void {
    for (const [index, step] of ladder.entries()) if (step.do !== 'remind') this.fired[index] = Math.max(1, this.fired[index] ?? 0);
  }

  mayExpire(atMs: number): void {
    must(this.pausedMs === null, 'nothing expires while its clock stands still');
    must(atMs >= this.deadlineMs, 'nothing ends before its deadline');
  }

  /** A step fires as often as it may, and by itself no sooner than it may. */
  step(ladder: readonly Step[], index: number, byItselfAtMs: number | null): Step {
    const step = ladder[index];
    must(step !== undefined, 'only steps of the ladder fire');
    const times = (this.fired[index] ?? 0) + 1;
    must(times <= 1 + (step.repeat?.times ?? 0), 'a step fires once, and as often again as it says');
    this.fired[index] = times;
    if (byItselfAtMs !== null) this.isTime(step, times, byItselfAtMs);
    return step;
  }

  /** Reminders do not say which step they are of: there are never more of them than the ladder could have sent by now. */
  remind(ladder: readonly Step[], atMs: number): void {
    this.reminders += 1;
    const ran = this.ran(atMs);
    const due = ladder.filter((step) => step.do === 'remind').reduce((sum, step) => sum + timesBy(step, ran), 0);
    must(this.reminders <= due, 'reminders come at their time, and no more of them than the ladder has');
  }

  private isTime(step: Step, times: number, atMs: number): void {
    must(this.pausedMs === null, 'no step fires while the clock stands still');
    must(timesBy(step, this.ran(atMs)) >= times, 'no step fires before its time');
  }

  private ran(atMs: number): number {
    return this.ranMs + openMs(this.startedMs, atMs, this.hours);
  }
}

/** How often a step may have fired after so much time. */
function timesBy({ afterMs, repeat }: Step, ranMs: number): number {
  if (ranMs < afterMs) return 0;
  return repeat === null ? 1 : 1 + Math.min(repeat.times, Math.floor((ranMs - afterMs) / repeat.everyMs));
}
