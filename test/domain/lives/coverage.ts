import type { Outcome } from '../../../src/domain/outcome.js';
import type { DomainEvent } from '../../../src/domain/state.js';
import type { Wakeup } from '../../../src/domain/wakeups.js';

/** What lives have come through: a promise that was never put to the test is not kept but lucky. */
export class Coverage {
  total = 0;
  private readonly statuses = new Set<string>();
  private readonly entries = new Set<string>();
  private readonly notices = new Set<string>();
  private readonly reasons = new Set<string>();
  private readonly counted = new Set<string>();
  private readonly resolutions = new Set<string>();
  private readonly timers = new Set<string>();
  private readonly moved = new Set<string>();

  saw(event: DomainEvent, outcome: Outcome): void {
    this.total += 1;
    if (outcome.kind === 'ignored') return;
    const { state, effects } = outcome;
    this.moved.add(event.kind);
    this.statuses.add(state.status);
    if ('resolution' in state) this.resolutions.add(`${state.resolution.outcome} by ${state.resolution.by}`);
    for (const effect of effects) {
      if (effect.kind === 'audit') this.entries.add(effect.entry);
      if (effect.kind === 'notice') this.notices.add(effect.notice);
      if (effect.kind === 'receipt' && event.kind === 'decision') {
        if (effect.reason === null) this.counted.add(event.verb);
        else this.reasons.add(effect.reason);
      }
    }
  }

  /** Timers that a tick found due, and that moved the request. */
  fired(wakeups: readonly Wakeup[], atMs: number): void {
    for (const { kind, atMs: dueMs } of wakeups) if (dueMs <= atMs) this.timers.add(kind);
  }

  seen() {
    const { statuses, entries, notices, reasons, counted, resolutions, timers, moved } = this;
    const all = { statuses, entries, notices, reasons, counted, resolutions, timers, moved };
    return Object.fromEntries(Object.entries(all).map(([name, values]) => [name, [...values].sort()]));
  }
}
