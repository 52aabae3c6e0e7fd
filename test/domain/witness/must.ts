/** A promise that does not hold. */
export class Broken extends Error {
  constructor(promise: string) {
    super(`broken: ${promise}`);
    this.name = 'Broken';
  }
}

export function must(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Broken(promise);
}
