import { decideBodySchema, type DecideBody } from '../../contracts/decision.js';
import type { JsonObject } from '../../contracts/json.js';
import { PRESETS } from '../review/presets.js';
import type { FieldError } from '../../contracts/args-form.js';
import type { FormBody } from './form-body.js';

/** A form of the page, understood. `draft` is what is wrong with it: it is shown again, and nothing was recorded. */
export type PageDecision = { kind: 'decide'; body: DecideBody } | { kind: 'draft'; errors: readonly FieldError[] };

const given = (text: string | undefined): string | undefined => (text === undefined || text.trim() === '' ? undefined : text.trim());

function commentOf(form: FormBody): string | undefined {
  const preset = PRESETS.find((text) => text === form.get('preset'));
  return given([preset, given(form.get('comment'))].filter((part) => part !== undefined).join(': '));
}

/** Which verb the form says: sending back and denying share one. */
export function verbOf(form: FormBody): string {
  const verb = form.get('verb') ?? '';
  return verb === 'reject' && form.get('way') === 'deny' ? 'deny' : verb;
}

interface Part {
  name: 'answer' | 'to' | 'from' | 'for';
  message: string;
}

/** What a verb cannot do without, and what to say where it is not there. */
const PARTS: Readonly<Partial<Record<string, readonly Part[]>>> = {
  answer: [{ name: 'answer', message: 'Write an answer.' }],
  settle: [{ name: 'answer', message: 'Choose what you found.' }],
  delegate: [{ name: 'to', message: 'Choose a person.' }],
  reassign: [
    { name: 'from', message: 'Choose whose place it is.' },
    { name: 'to', message: 'Choose who takes it.' },
  ],
  snooze: [{ name: 'for', message: 'Choose for how long.' }],
  extend: [{ name: 'for', message: 'Choose by how long.' }],
};

function missing(name: string, message: string): PageDecision {
  return { kind: 'draft', errors: [{ name, message }] };
}

/** Reads a decision bound to the revision and digest that the page showed; `args` are those of an edit. */
export function readDecision(form: FormBody, args: JsonObject | null, requireComment: readonly string[]): PageDecision {
  const verb = verbOf(form);
  const comment = commentOf(form);
  // Feedback without words would bring the same revision back.
  if (comment === undefined && verb === 'ask') return missing('comment', 'Write a question.');
  if (comment === undefined && (verb === 'reject' || requireComment.includes(verb))) {
    const message = verb === 'reject' ? 'Choose a reason or write one: the agent works from it.' : 'This policy asks for a comment.';
    return missing('comment', message);
  }
  if (comment === undefined && verb === 'settle') return missing('comment', 'Say how you know.');
  const lacking = (PARTS[verb] ?? []).find(({ name }) => given(form.get(name)) === undefined);
  if (lacking) return missing(lacking.name, lacking.message);
  const parts = (PARTS[verb] ?? []).map(({ name }) => [name, given(form.get(name))] as const);
  const parsed = decideBodySchema.safeParse({
    verb,
    revision: Number(form.get('revision')),
    digest: form.get('digest'),
    decisionId: form.get('decisionId'),
    ...(comment === undefined ? {} : { comment }),
    ...(verb === 'edit' && args ? { args } : {}),
    ...Object.fromEntries(parts),
  });
  if (parsed.success) return { kind: 'decide', body: parsed.data };
  return { kind: 'draft', errors: [{ name: null, message: 'The form was not complete. Please decide again.' }] };
}
