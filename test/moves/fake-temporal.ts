import type { HumanDecisionSignal } from '../../src/contracts/approval.js';
import type { SeenRun, Temporal } from '../../src/intake/temporal.js';

/** A Temporal that only remembers. `down` refuses every call, as a server that cannot be reached does. */
export class FakeTemporal implements Temporal {
  readonly runs = new Map<string, string>();
  readonly calls: string[] = [];
  readonly signals: { requestId: string; signal: HumanDecisionSignal }[] = [];
  broken: string[] = [];
  newest: SeenRun[] = [];
  /** Since when the newest runs were asked for, milliseconds. */
  readonly since: number[] = [];
  down = false;

  start(requestId: string): Promise<'started' | 'exists'> {
    return this.answer(`start ${requestId}`, () => {
      if (this.runs.has(requestId)) return 'exists';
      this.runs.set(requestId, 'RUNNING');
      return 'started';
    });
  }

  signal(requestId: string, signal: HumanDecisionSignal): Promise<'sent' | 'gone'> {
    return this.answer(`signal ${requestId}`, () => {
      if (this.runs.get(requestId) !== 'RUNNING') return 'gone';
      this.signals.push({ requestId, signal });
      return 'sent';
    });
  }

  cancel(requestId: string): Promise<void> {
    return this.answer(`cancel ${requestId}`, () => undefined);
  }

  describe(requestId: string): Promise<{ status: 'missing' } | { status: string; runId: string }> {
    return this.answer(`describe ${requestId}`, () => {
      const status = this.runs.get(requestId);
      if (status === 'UNREADABLE') throw new Error('this one cannot be described');
      return status === undefined ? { status: 'missing' as const } : { status, runId: `run of ${requestId}` };
    });
  }

  brokenRuns(): Promise<string[]> {
    return this.answer('brokenRuns', () => this.broken);
  }

  newestRuns(_taskQueue: string, sinceMs: number): Promise<SeenRun[]> {
    return this.answer('newestRuns', () => {
      this.since.push(sinceMs);
      return this.newest;
    });
  }

  history(requestId: string): Promise<string> {
    return this.answer(`history ${requestId}`, () => '{"events":[]}');
  }

  private answer<T>(call: string, value: () => T): Promise<T> {
    this.calls.push(call);
    return this.down ? Promise.reject(new Error('14 UNAVAILABLE')) : Promise.resolve().then(value);
  }
}
