/** What a person or a supervisor does to end the command: the first time it is asked to end, the second time it is made to. */
export interface Interruption {
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** As if Ctrl-C had been pressed: a prompt in raw mode sees the key itself, and no signal comes. */
  request(): void;
  /** Stops listening. */
  dispose(): void;
}

export function listenForInterruption(target: Pick<NodeJS.Process, 'on' | 'off'>, force: () => void): Interruption {
  const controller = new AbortController();
  const request = () => (controller.signal.aborted ? force() : controller.abort());
  target.on('SIGINT', request);
  target.on('SIGTERM', request);
  return {
    signal: controller.signal,
    request,
    dispose() {
      target.off('SIGINT', request);
      target.off('SIGTERM', request);
    },
  };
}
