import { assertNever } from '../contracts/assert-never.js';
import type { ReviewerRef, Rule, Seats, Stage } from '../contracts/plan.js';
import type { Asking, Round, Standing } from './state.js';
import { leavesOf, waysOf } from './ways.js';

/** An entry as it is asked now. */
export interface Entry {
  ref: ReviewerRef;
  /** Who reassigned it: they never fill it, and nobody fills it in their place. */
  barred: readonly string[];
}

/** A leaf as it is asked now. */
export interface AskedLeaf {
  count: number;
  entries: readonly Entry[];
}

type Place = Pick<Standing, 'as' | 'groups'>;

/** Whether whoever stands in this place fills that entry. Whole names only: no prefixes, no mixing of people and groups. */
export function fills(ref: ReviewerRef, place: Place): boolean {
  return filling(ref)(place);
}

/** Reads the reference once, for the many places that a matching looks at. */
function filling(ref: ReviewerRef): (place: Place) => boolean {
  const name = ref.slice(ref.indexOf(':') + 1);
  if (ref.startsWith('person:')) return ({ as }) => as === name;
  if (ref.startsWith('group:')) return ({ groups }) => groups.includes(name);
  return () => false;
}

/** The same for an entry that was perhaps reassigned, by the very person or by the one they stand in for. */
export function mayFill(entry: Entry, personId: string, place: Place): boolean {
  return fillersOf(entry, [{ personId, standings: [place] }]).length > 0;
}

/** The numbers of those who may fill it from one of their places. */
export function fillersOf({ ref, barred }: Entry, people: readonly { personId: string; standings: readonly Place[] }[]): readonly number[] {
  const filled = filling(ref);
  const found: number[] = [];
  for (const [number, { personId, standings }] of people.entries()) {
    if (!barred.includes(personId) && standings.some((place) => filled(place) && !barred.includes(place.as))) found.push(number);
  }
  return found;
}

/** Entries after everything that ladder and people changed at that stage, in order. */
export function askedNow(entries: readonly ReviewerRef[], asking: readonly Asking[], index: number): readonly Entry[] {
  return asking.filter(({ stage }) => stage === index).reduce<readonly Entry[]>(changed, entries.map(unbarred));
}

function changed(entries: readonly Entry[], change: Asking): readonly Entry[] {
  switch (change.kind) {
    case 'add':
      return [...entries, ...[...new Set(change.refs)].filter((ref) => !entries.some((each) => each.ref === ref)).map(unbarred)];
    case 'replace':
      return change.refs.map(unbarred);
    case 'swap':
      // Place by place, even where `to` is listed already: a seat that vanishes could leave fewer entries than the rule counts.
      return entries.map((each) => (each.ref === change.from ? { ref: change.to, barred: [...each.barred, change.by] } : each));
    default:
      return assertNever(change);
  }
}

function unbarred(ref: ReviewerRef): Entry {
  return { ref, barred: [] };
}

/** The alternatives of a rule with the entries as they are asked now; a leaf that several alternatives share is one object. */
export function askedWays(rule: Rule, asking: readonly Asking[], index: number): readonly (readonly AskedLeaf[])[] {
  const known = new Map<Seats, AskedLeaf>();
  const asked = (leaf: Seats): AskedLeaf => {
    const now = known.get(leaf) ?? { count: leaf.count, entries: askedNow(leaf.entries, asking, index) };
    known.set(leaf, now);
    return now;
  };
  return waysOf(rule).map((way) => way.map(asked));
}

/** The rule of a stage with the entries as they are asked now. Counts never change. */
export function askedRule(stage: Stage, asking: readonly Asking[], index: number): Rule {
  const asked = (rule: Rule): Rule =>
    rule.kind === 'entries'
      ? { ...rule, entries: askedNow(rule.entries, asking, index).map(({ ref }) => ref) }
      : { kind: rule.kind, of: rule.of.map(asked) };
  return asked(stage.rule);
}

/** Who is asked at a stage (default: the present one), each once: the policy's entries, then what came later. */
export function askedEntries(stage: Stage, round: Pick<Round, 'asking' | 'stage'>, index: number = round.stage): readonly ReviewerRef[] {
  const written = leavesOf(stage.rule).flatMap(({ entries }) => entries);
  return [...new Set(askedNow(written, round.asking, index).map(({ ref }) => ref))];
}
