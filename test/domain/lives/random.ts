/** A small generator (mulberry32): the same seed gives the same life on every machine, a hundred thousand of them in a second. */
export class Random {
  constructor(private seed: number) {}

  below(n: number): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  }

  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }

  /** As many of them as come up, in their order. */
  some<T>(all: readonly T[], oneIn: number): T[] {
    return all.filter(() => this.oneIn(oneIn));
  }

  /** One of the names, as often as its number says. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    let total = 0;
    for (const name in weights) total += weights[name];
    let at = this.below(total);
    for (const name in weights) {
      at -= weights[name];
      if (at < 0) return name;
    }
    throw new RangeError('no weights');
  }
}
