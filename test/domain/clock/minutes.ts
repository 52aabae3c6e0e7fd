import type { Plan, Step } from '../../../src/contracts/plan.js';
import { MINUTE, NOW } from '../../support/domain.js';

/** A clock that knows nothing but the next minute: whatever it has to say about the time, it has counted. Minutes from `NOW` on. */
export class MinuteClock {
  private stage = 0;
  private stageFrom = 0;
  private fired: number[] = [];
  private deadline: number;
  private escalated = false;
  private question = false;
  /** From when to when the clock stood still; the last one may still go on. */
  private readonly pauses: { from: number; to: number }[] = [];
  private noticed = 0;
  private resumedAt = 0;
  over: string | null = null;

  constructor(private readonly plan: Plan) {
    this.deadline = this.after(0, plan.deadlineMs / MINUTE);
  }

  /** How often each step of the present stage has fired. */
  get times(): number[] {
    return this.ladder.map((_, index) => this.fired[index] ?? 0);
  }

  /** What has fired by this minute and was not noticed before, in order. */
  tick(now: number): string[] {
    const fired: string[] = [];
    while (this.over === null) {
      const next = this.next(now);
      if (next === null || next.at > now) break;
      fired.push(this.ladder[Number(next.what)]?.do ?? next.what);
      this.fire(next.what, now);
    }
    return fired;
  }

  /** When something fires the next time, if nobody says anything: the first minute at which it is due. */
  nextAt(now: number): number | null {
    return this.over === null ? (this.next(Infinity)?.at ?? now) : null;
  }

  ask(now: number): void {
    const { pausedWhile, maxPauseMs, pauseBudgetMs } = this.plan.clock;
    const left = pauseBudgetMs / MINUTE - this.pauses.reduce((sum, { from, to }) => sum + to - from, 0);
    if (!this.question && pausedWhile.includes('question') && left > 0)
      this.pauses.push({ from: now, to: now + Math.min(maxPauseMs / MINUTE, left) });
    this.question = true;
  }

  answer(now: number): void {
    this.question = false;
    const pause = this.pauses[this.noticed];
    if (!pause) return;
    pause.to = Math.min(pause.to, now);
    this.resume(pause);
  }

  isPaused(): boolean {
    return this.pauses.length > this.noticed;
  }

  extend(byMinutes: number): void {
    this.deadline = this.after(this.deadline, byMinutes);
  }

  /** Somebody's word sets off the next step that asks further people. */
  escalate(): void {
    const step = this.ladder.findIndex((each, index) => each.do !== 'remind' && !this.fired[index]);
    if (step !== -1) this.fired[step] = 1;
  }

  nextStage(now: number): void {
    this.stage += 1;
    this.stageFrom = now;
    this.fired = [];
  }

  private get ladder() {
    return this.plan.stages[this.stage]?.ladder ?? [];
  }

  private fire(what: string, now: number): void {
    if (what === 'resumed') {
      const pause = this.pauses[this.noticed];
      if (pause) this.resume(pause);
    } else if (what !== 'deadline') {
      this.fired[Number(what)] = (this.fired[Number(what)] ?? 0) + 1;
    } else if (this.plan.onTimeout === 'escalate' && !this.escalated && this.someoneIsLeft()) {
      this.escalated = true;
      this.deadline = this.after(Math.max(this.deadline, now), this.plan.deadlineMs / MINUTE);
      for (const [index, step] of this.ladder.entries()) if (step.do !== 'remind') this.fired[index] ||= 1;
    } else {
      this.over = 'expired';
    }
  }

  private someoneIsLeft(): boolean {
    return this.plan.lastResort.length > 0 || this.ladder.some((step) => step.do !== 'remind');
  }

  /** The first of everything that is still to come; at the same minute the ladder in its order, the deadline last. */
  private next(now: number): { at: number; what: string } | null {
    const pause = this.pauses[this.noticed];
    if (pause) return { at: pause.to, what: 'resumed' };
    const last = Math.min(now, this.deadline);
    let ran = 0;
    for (let minute = this.stageFrom; minute <= last; minute += 1) {
      // What was overdue when the clock stopped is due when it goes on.
      const due =
        minute < this.resumedAt ? -1 : this.ladder.findIndex((step, index) => ran * MINUTE >= offset(step, this.fired[index] ?? 0));
      if (due !== -1) return { at: minute, what: String(due) };
      if (this.runs(minute)) ran += 1;
    }
    return { at: this.deadline, what: 'deadline' };
  }

  /** What was left of the deadline when the pause began is left when it ends. */
  private resume({ from, to }: { from: number; to: number }): void {
    let left = 0;
    for (let minute = from; minute < this.deadline; minute += 1) if (this.isOpen(minute)) left += 1;
    this.noticed = this.pauses.length;
    this.resumedAt = to;
    this.deadline = this.after(to, left);
  }

  /** The first minute by which so many have been open. */
  private after(from: number, minutes: number): number {
    let at = from;
    for (let left = minutes; left > 0; at += 1) if (this.isOpen(at)) left -= 1;
    return at;
  }

  private runs(minute: number): boolean {
    return this.isOpen(minute) && !this.pauses.some(({ from, to }) => from <= minute && minute < to);
  }

  private isOpen(minute: number): boolean {
    const { openHours } = this.plan.clock;
    const atMs = NOW + minute * MINUTE;
    if (openHours === null || atMs >= (openHours.at(-1)?.[1] ?? 0)) return true;
    return openHours.some(([from, to]) => from <= atMs && atMs < to);
  }
}

/** How long the clock has to run until the step fires the next time. */
function offset({ afterMs, repeat }: Step, times: number): number {
  if (times === 0) return afterMs;
  return repeat && times <= repeat.times ? afterMs + times * repeat.everyMs : Infinity;
}
