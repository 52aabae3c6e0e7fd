/** Tells of moves made in this process, to whoever waits in it for one. */
export interface MoveNews {
  /** A move of this request was committed. */
  tell(requestId: string): void;
  /** Resolves at the next move of this request, or after that many milliseconds: other processes' moves are not heard here, so look then. */
  next(requestId: string, withinMs: number): Promise<void>;
}

export function createMoveNews(): MoveNews {
  const waiting = new Map<string, Set<() => void>>();
  return {
    tell(requestId) {
      for (const wake of waiting.get(requestId) ?? []) wake();
    },
    next: (requestId, withinMs) =>
      new Promise((resolve) => {
        const mine = waiting.get(requestId) ?? new Set();
        const wake = (): void => {
          clearTimeout(timer);
          mine.delete(wake);
          if (mine.size === 0 && waiting.get(requestId) === mine) waiting.delete(requestId);
          resolve();
        };
        const timer = setTimeout(wake, withinMs);
        waiting.set(requestId, mine.add(wake));
      }),
  };
}
