import type { Logger } from 'pino';

export interface Polling {
  start(): void;
  stop(): Promise<void>;
  wake(): void;
}

interface PollingOptions {
  name: string;
  work: () => Promise<number>;
  idleMs: number;
  log: Logger;
  after: () => void;
}

// A card should follow its move before anybody looks for it; the query reads a partial index that is empty when there is nothing to do.
export const IDLE_MS = 500;
// The database may be restarting: do not fill the log.
const AFTER_ERROR_MS = 2_000;

/** Repeats `work` (which returns how much it did) at once while there is some, else after `idleMs` or when woken. */
export function createPolling(options: PollingOptions): Polling {
  const { name, work, idleMs, log, after } = options;
  let running: Promise<void> | null = null;
  let stopped = false;
  let woken = false;
  let wakeUp: () => void = () => undefined;

  const idle = (ms: number) =>
    new Promise<void>((resolve) => {
      if (woken || stopped) return resolve();
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      try {
        const handled = await work();
        if (handled > 0) after();
        else await idle(idleMs);
      } catch (error) {
        log.error({ err: error, loop: name }, 'dispatcher: will try again');
        await idle(AFTER_ERROR_MS);
      }
    }
  }

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopped = true;
      wakeUp();
      await running;
    },
    wake: () => {
      woken = true;
      wakeUp();
    },
  };
}
