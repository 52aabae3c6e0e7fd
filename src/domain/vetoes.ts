import type { Stage } from '../contracts/plan.js';
import { askedEntries } from './entries.js';
import type { Round } from './state.js';

/**
 * Whether giving that entry to somebody else could leave a veto of the stage with nobody who is asked: it is the entry that may veto, or one
 * of the two is a group that may hold the other. Who belongs to a group is not for these rules to know, so what could be is taken to be.
 */
export function mayLoseVeto(stage: Stage, round: Pick<Round, 'asking' | 'stage'>, from: string): boolean {
  const others = askedEntries(stage, round).filter((ref) => ref !== from);
  const isPerson = (ref: string): boolean => ref.startsWith('person:');
  return stage.vetoes.some((ref) => ref === from || !(others.includes(ref) || (isPerson(ref) && isPerson(from))));
}
