import type { Verb } from '../../../../src/contracts/decision-text.js';
import type { Receipt } from '../../../../src/contracts/decision.js';
import type { Span } from '../../../../src/contracts/review.js';
import { visibleLine } from '../../../../src/contracts/visible-text.js';

/** After these a request waits for me no more. */
export const ENDS_MY_PART: ReadonlySet<Verb> = new Set([
  'approve',
  'reject',
  'deny',
  'edit',
  'answer',
  'abstain',
  'delegate',
  'reassign',
  'settle',
]);

const DID: Readonly<Partial<Record<Verb, string>>> = {
  approve: 'Approved',
  reject: 'Sent back',
  deny: 'Denied',
  edit: 'Changed',
  answer: 'Answered',
  abstain: 'Abstained',
  delegate: 'Handed over',
  claim: 'Taken: it is yours for now',
  release: 'Given back',
  retract: 'Taken back',
  ask: 'Asked',
};

/** What a decision did, to be followed by what it was about. */
export function receiptText(verb: Verb, { counted, status }: Pick<Receipt, 'counted' | 'status'>): string {
  const did = DID[verb] ?? 'Done';
  if (counted === null) return `${did}; recorded, and counted in a moment`;
  if (verb === 'approve' && status === 'pending') return `${did}; others still have to decide`;
  if (verb === 'deny' && status === 'pending') return `${did}; others can still decide otherwise`;
  return did;
}

/** A sentence of the API as one line, for where there is no markup. */
export function sentenceText(spans: readonly Span[]): string {
  return spans.map((span) => visibleLine(plainText(span))).join('');
}

function plainText(span: Span): string {
  if ('at' in span) return new Date(span.at).toLocaleString();
  return 'id' in span ? span.id : span.text;
}
