import type { Plan } from '../../../src/contracts/plan.js';
import type { Facts, Member, Standing, Target } from '../../../src/domain/state.js';
import type { Random } from './random.js';

const REVIEWERS = ['p0', 'p1', 'p2', 'p3', 'p4'] as const;
/** `rq` asks and `ow` answers for the agent: neither may ever count. `st` is a stranger, `ad` an administrator: may override and reassign. */
export const PEOPLE = [...REVIEWERS, 'rq', 'ow', 'st', 'ad'] as const;

const SELVES: readonly string[] = ['rq', 'ow'];
const GROUPS = ['a', 'b', 'c'] as const;
/** Names of groups that hold `a`, `b` and `c`: one of them in a circle. */
const ABOVE: Readonly<Record<string, readonly string[]>> = { a: ['d'], b: ['d'], c: ['d'], d: ['e'], e: ['d'] };

interface Person {
  active: boolean;
  senior: boolean;
  groups: readonly string[];
  override: boolean;
  assign: boolean;
}

function withThoseAbove(groups: readonly string[]): string[] {
  const all = new Set(groups);
  for (const group of all) for (const above of ABOVE[group] ?? []) all.add(above);
  return [...all];
}

/** Who exists, belongs where and is away; people come and go between two events. The part of the ledger that the reducer knows as facts. */
export class Directory {
  private readonly people = new Map<string, Person>();
  private readonly away = new Map<string, string | null>();

  /** `spread`: one in so many belongs to a group. */
  constructor(
    private readonly random: Random,
    private readonly spread: number,
  ) {
    for (const id of PEOPLE) {
      const administrator = id === 'ad' || (id === 'p4' && random.oneIn(2));
      this.people.set(id, {
        active: true,
        senior: !random.oneIn(3),
        groups: id === 'st' ? [] : withThoseAbove(random.some(GROUPS, this.spread)),
        override: administrator || SELVES.includes(id),
        assign: administrator || SELVES.includes(id),
      });
    }
  }

  change(): void {
    const { random } = this;
    const id = random.of(PEOPLE);
    const person = this.people.get(id);
    if (!person) return;
    switch (random.below(6)) {
      case 0:
        this.people.set(id, { ...person, groups: withThoseAbove(random.some(GROUPS, this.spread)) });
        break;
      case 1:
        this.people.set(id, { ...person, active: !person.active || !random.oneIn(2) });
        break;
      case 2:
      case 3:
        this.away.set(id, random.oneIn(3) ? null : random.of(PEOPLE));
        break;
      case 4:
        this.people.set(id, { ...person, senior: !person.senior });
        break;
      default:
        this.away.delete(id);
    }
  }

  /** What is recorded with a decision of this person on a request with that plan. */
  factsOf(id: string, plan: Plan | null, argsProblem: string | null, target: Target | null): Facts {
    const person = this.people.get(id);
    return {
      active: person?.active ?? false,
      self: SELVES.includes(id),
      override: person?.override ?? false,
      assign: person?.assign ?? false,
      standings: this.standingsOf(id, plan),
      argsProblem,
      target,
    };
  }

  /** Mostly somebody whom one of these names, or the delegate of somebody. */
  somebodyOf(refs: readonly string[]): string {
    const { random } = this;
    const ref = refs.length === 0 ? '' : random.of(refs);
    const name = ref.slice(ref.indexOf(':') + 1);
    const named = PEOPLE.filter(
      (id) => !SELVES.includes(id) && (ref.startsWith('person:') ? id === name : this.people.get(id)?.groups.includes(name) === true),
    );
    const id = named.length === 0 ? random.of(PEOPLE) : random.of(named);
    const delegate = this.away.get(id);
    return delegate && random.oneIn(2) ? delegate : id;
  }

  /** Somebody, or a group, that a hand-over may name. */
  target(): Target | null {
    const { random } = this;
    if (random.oneIn(12)) return null;
    if (random.oneIn(4)) {
      const group = random.of(GROUPS);
      const able = PEOPLE.some((id) => this.couldApprove(id) && (this.people.get(id)?.groups ?? []).includes(group));
      return { ref: `group:${group}`, able };
    }
    const id = random.oneIn(6) ? random.of(PEOPLE) : random.of(REVIEWERS);
    return { ref: `person:${id}`, able: this.couldApprove(id) };
  }

  /** Those who could vote now, and those who are away. */
  members(plan: Plan): { present: Member[]; away: Member[] } {
    const members = PEOPLE.filter((id) => this.couldApprove(id)).map((id) => ({ personId: id, standings: this.standingsOf(id, plan) }));
    return {
      present: members.filter(({ personId }) => !this.away.has(personId)),
      away: members.filter(({ personId }) => this.away.has(personId)),
    };
  }

  private couldApprove(id: string): boolean {
    return (this.people.get(id)?.active ?? false) && !SELVES.includes(id);
  }

  private standingsOf(id: string, plan: Plan | null): Standing[] {
    const person = this.people.get(id);
    const fits = person?.senior ? (plan?.stages ?? []).flatMap(({ counts, name }) => (counts === null ? [] : [name])) : [];
    const absent = this.away.has(id) ? [] : [...this.away.keys()].filter((each) => this.couldApprove(each) && this.standInOf(each) === id);
    return [id, ...absent].map((as) => ({ as, groups: this.people.get(as)?.groups ?? [], fits }));
  }

  /** The present delegate at the end of a chain of absences. */
  private standInOf(id: string): string | null {
    let at = id;
    for (let hops = 0; hops < 5; hops += 1) {
      const next = this.away.get(at);
      if (next === undefined || next === null) return null;
      if (!this.away.has(next)) return this.couldApprove(next) ? next : null;
      at = next;
    }
    return null;
  }
}
