import type { Standing } from '../../../src/domain/state.js';

interface Place {
  standing: Standing;
  /** Who had it, in order; the last one has it now. */
  path: readonly string[];
}

/** Where each place that was handed over has come to: one way for each place, so that taking one back is cutting the way short. */
export class Handovers {
  private places: readonly Place[] = [];
  private readonly gave = new Map<string, string>();

  hasGiven(personId: string): boolean {
    return this.gave.has(personId);
  }

  /** What this person may fill now, of what is true of them and what was handed to them. */
  heldBy(personId: string, own: readonly Standing[]): readonly Standing[] {
    if (this.gave.has(personId)) return [];
    const received = this.places.filter(({ path }) => path.at(-1) === personId).map(({ standing }) => standing);
    const fits = own[0]?.fits ?? [];
    return [...own, ...received.filter(({ as }) => own.every((each) => each.as !== as)).map((place) => ({ ...place, fits }))];
  }

  /** Whose places have come to this person. */
  broughtTo(personId: string): string[] {
    return this.places.filter(({ path }) => path.at(-1) === personId).map(({ standing }) => standing.as);
  }

  /** The longest way that anything of theirs has come, in hand-overs. */
  hopsTo(personId: string): number {
    return Math.max(0, ...this.places.filter(({ path }) => path.at(-1) === personId).map(({ path }) => path.length - 1));
  }

  give(from: string, to: string, own: readonly Standing[]): void {
    const moved = this.places.map((place) => (place.path.at(-1) === from ? { ...place, path: [...place.path, to] } : place));
    this.places = [...moved, ...own.map((standing) => ({ standing, path: [from, to] }))];
    this.gave.set(from, to);
  }

  takeBack(from: string): void {
    this.gave.delete(from);
    const cut = this.places.map((place) => {
      const at = place.path.indexOf(from);
      return at === -1 ? place : { ...place, path: place.path.slice(0, at + 1) };
    });
    // A way of one is where the place was at home.
    this.places = cut.filter(({ path }) => path.length > 1);
  }
}
