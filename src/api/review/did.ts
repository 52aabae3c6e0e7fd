import { VERB_DID, type Verb } from '../../contracts/decision.js';
import { formatDuration } from '../../contracts/duration.js';
import type { Names } from './names.js';

interface Deed {
  verb: Verb;
  by: string;
  onBehalfOf: string | null;
  to: string | null;
  from: string | null;
  forMs: number | null;
  answer: string | null;
}

const SETTLED: Readonly<Record<string, string>> = {
  happened: 'it happened',
  did_not_happen: 'it did not happen',
  compensate: 'it is to be undone',
};

/** What somebody did, after their name, with whom and for how long. */
export function didWhat({ verb, by, onBehalfOf, to, from, forMs, answer }: Deed, names: Names): string {
  const did = VERB_DID[verb];
  switch (verb) {
    case 'delegate':
      return to === null ? did : `${did} to ${names.label(to)}`;
    case 'reassign':
      return to === null || from === null ? did : `gave the place of ${names.label(from)} to ${names.label(to)}`;
    case 'claim':
    case 'snooze':
      return forMs === null ? did : `${did} for ${formatDuration(forMs)}`;
    case 'extend':
      return forMs === null ? did : `${did} by ${formatDuration(forMs)}`;
    case 'settle':
      return answer === null ? did : `${did}: ${SETTLED[answer] ?? answer}`;
    default:
      return onBehalfOf === null || onBehalfOf === by ? did : `${did} for ${names.person(onBehalfOf)}`;
  }
}

/** What a person found about an unknown outcome; as it stands in the record where it is none of the three. */
export function settledText(outcome: string): string {
  return SETTLED[outcome] ?? outcome;
}
