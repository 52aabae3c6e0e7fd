/** What was started, stopped again in the opposite order. */
export interface Shutdown {
  add(name: string, stop: () => Promise<void> | void): void;
  /** Stops everything; one that fails is reported and does not keep the others from being stopped. Answers whether all went well. */
  run(report: (line: string) => void): Promise<boolean>;
}

export function createShutdown(): Shutdown {
  const steps: { name: string; stop: () => Promise<void> | void }[] = [];
  return {
    add: (name, stop) => void steps.push({ name, stop }),
    async run(report) {
      let sound = true;
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        try {
          await step.stop();
        } catch (error) {
          sound = false;
          report(`${step.name} did not stop cleanly: ${(error as Error).message}`);
        }
      }
      return sound;
    },
  };
}
