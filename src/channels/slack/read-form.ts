import { assertNever } from '../../contracts/assert-never.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import { initialText, type FormField } from './form.js';
import { valueOf, type ModalValues } from './modal-values.js';

/** Errors by block id, as Slack wants them (`response_action: errors`). */
export type FormInput = { kind: 'args'; args: JsonObject } | { kind: 'errors'; errors: Record<string, string> };

type Read = { kind: 'value'; value: Json } | { kind: 'absent' } | { kind: 'error'; text: string };

/** The edited arguments, whole. What was not touched stays exactly as it was, whatever a client did to white space. */
export function readForm(fields: readonly FormField[], values: ModalValues): FormInput {
  const read = fields.map((field) => [field, readField(field, valueOf(values, field.blockId))] as const);
  const errors = read.flatMap(([field, result]) => (result.kind === 'error' ? [[field.blockId, result.text] as const] : []));
  if (errors.length > 0) return { kind: 'errors', errors: Object.fromEntries(errors) };
  const changed = read.some(([field, result]) => (result.kind === 'value' ? result.value !== field.initial : field.initial !== undefined));
  if (!changed)
    return {
      kind: 'errors',
      errors: { [fields[0]?.blockId ?? 'f0']: 'Nothing is changed. Change something, or approve the request as it is.' },
    };
  return {
    kind: 'args',
    args: Object.fromEntries(read.flatMap(([field, result]) => (result.kind === 'value' ? [[field.key, result.value] as const] : []))),
  };
}

/** Puts problems that a schema check found at the inputs they belong to; what belongs to none goes to the first. */
export function atFields(fields: readonly FormField[], problems: readonly { field: string; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { field, message } of problems) {
    const [, key = '', ...deeper] = field.split('/').map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
    const owner = fields.find((each) => each.key === key) ?? fields[0];
    if (!owner) continue;
    const where = deeper.length > 0 ? `${deeper.join('.')}: ` : owner.key === key ? '' : `${key}: `;
    errors[owner.blockId] ??= `${where}${message}`.slice(0, 150);
  }
  return errors;
}

function readField(field: FormField, raw: string): Read {
  const before = initialText(field);
  if (before !== null && field.initial !== undefined && raw.trim() === before.replace(/\r\n?/g, '\n').trim())
    return { kind: 'value', value: field.initial };
  if (raw.trim() === '') return field.required && field.kind !== 'text' ? error('Needed.') : empty(field);
  switch (field.kind) {
    case 'text':
      return { kind: 'value', value: raw };
    case 'choice': {
      const option = field.options[Number(raw)];
      return option === undefined ? error('Choose one of the options.') : { kind: 'value', value: option };
    }
    case 'number': {
      const value = Number(raw);
      if (!Number.isFinite(value)) return error('Give a number.');
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) return error('This number is too large to be kept exactly.');
      return !field.decimals && !Number.isInteger(value) ? error('Give a whole number.') : { kind: 'value', value };
    }
    case 'json':
      try {
        return { kind: 'value', value: JSON.parse(raw) as Json };
      } catch (problem) {
        return error(`Not valid JSON: ${(problem as Error).message}`.slice(0, 150));
      }
    default:
      return assertNever(field);
  }
}

function empty(field: FormField): Read {
  return field.kind === 'text' && field.required ? { kind: 'value', value: '' } : { kind: 'absent' };
}

function error(text: string): Read {
  return { kind: 'error', text };
}
