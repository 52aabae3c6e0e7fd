import { canonicalJson } from './canonical-json.js';
import { assertNever } from './assert-never.js';
import type { Json, JsonObject } from './json.js';
import { visibleText } from './visible-text.js';

import { parseStrictJson } from './strict-json.js';

interface Common {
  /** The argument; null for the arguments as a whole. */
  key: string | null;
  /** Name of the input. */
  name: string;
  required: boolean;
  hint: string | null;
  /** Present value; undefined where the argument is not given. */
  initial: Json | undefined;
}
export type ArgField = Common &
  ({ kind: 'text'; multiline: boolean } | { kind: 'number' } | { kind: 'choice'; options: readonly Json[] } | { kind: 'json' });

export interface FieldError {
  /** Name of the input; null: the form as a whole. */
  name: string | null;
  message: string;
}
export type ReadArgs = { ok: true; args: JsonObject } | { ok: false; errors: readonly FieldError[] };

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Whether a plain input shows this text as it is. What has hidden characters is edited as JSON, where they are spelled as escapes. */
const plain = (text: string): boolean => visibleText(text) === text && !text.includes('\r');

/** JSON in ASCII where it matters: every character that would not show is an escape. */
export function editableJson(value: Json): string {
  return JSON.stringify(value, null, 2).replace(/[^\n\t]/gu, (character) =>
    visibleText(character) === character
      ? character
      : [...Array(character.length).keys()].map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** Inputs for an action's arguments: one for each simple argument, JSON for the rest; one JSON text for all where the schema names no fields. */
export function fieldsOf(schema: JsonObject | null, args: JsonObject): ArgField[] {
  const properties = schema?.['properties'];
  if (!schema || !isObject(properties)) {
    return [{ key: null, name: 'args', required: true, hint: 'The arguments as JSON.', initial: args, kind: 'json' }];
  }
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  // What is needed comes first: the ledger does not keep the order in which a schema names its properties, but that of this list.
  const first = required.filter((key): key is string => typeof key === 'string' && Object.hasOwn(properties, key));
  const keys = [...new Set([...first, ...Object.keys(properties), ...Object.keys(args)])];
  return keys.map((key, index): ArgField => {
    const property = Object.hasOwn(properties, key) && isObject(properties[key]) ? properties[key] : {};
    const initial = Object.hasOwn(args, key) ? args[key] : undefined;
    const hint = typeof property['description'] === 'string' ? property['description'] : null;
    return { key, name: `arg${index}`, required: required.includes(key), hint, initial, ...kindOf(property, initial) };
  });
}

type Kind = { kind: 'text'; multiline: boolean } | { kind: 'number' } | { kind: 'choice'; options: readonly Json[] } | { kind: 'json' };

function kindOf(property: JsonObject, initial: Json | undefined): Kind {
  const options = Array.isArray(property['enum']) ? property['enum'] : property['type'] === 'boolean' ? [true, false] : null;
  if (options && options.every((option) => typeof option !== 'object') && (initial === undefined || options.includes(initial as never))) {
    return { kind: 'choice', options };
  }
  const type = property['type'];
  if (type === 'string' && (initial === undefined || (typeof initial === 'string' && plain(initial)))) {
    return { kind: 'text', multiline: (initial ?? '').includes('\n') || (initial ?? '').length > 80 };
  }
  if ((type === 'number' || type === 'integer') && (initial === undefined || typeof initial === 'number')) return { kind: 'number' };
  return { kind: 'json' };
}

/** What the input holds when the form opens. */
export function initialText(field: ArgField): string {
  const { initial, kind } = field;
  if (initial === undefined) return '';
  if (kind === 'choice') return String(field.options.indexOf(initial as never));
  return kind === 'json' ? editableJson(initial) : String(initial);
}

type Read = { value: Json | undefined } | { error: string };

function readField(field: ArgField, raw: string): Read {
  // Untouched: the value stays exactly as it was, whatever the browser did to its white space.
  if (field.initial !== undefined && raw === initialText(field)) return { value: field.initial };
  if (raw.trim() === '' && field.kind !== 'text') return field.required ? { error: 'is needed' } : { value: undefined };
  switch (field.kind) {
    case 'text':
      return { value: raw === '' && !field.required ? undefined : raw };
    case 'choice': {
      const option = field.options[Number(raw)];
      return option === undefined ? { error: 'must be one of the options' } : { value: option };
    }
    case 'number': {
      const parsed = parseStrictJson(raw.trim());
      if (!parsed.ok && parsed.problem.code === 'inexact_number') return { error: 'has more digits than can be kept exactly' };
      return parsed.ok && typeof parsed.value === 'number' ? { value: parsed.value } : { error: 'must be a number such as 1200 or 0.5' };
    }
    case 'json': {
      const parsed = parseStrictJson(raw);
      return parsed.ok ? { value: parsed.value } : { error: `is not valid: ${parsed.problem.message}` };
    }
    default:
      return assertNever(field);
  }
}

/** The edited arguments, whole, or what is wrong with which input. */
export function readArgs(fields: readonly ArgField[], form: { get(name: string): string | undefined }, before: JsonObject): ReadArgs {
  const errors: FieldError[] = [];
  const args: JsonObject = {};
  let whole: Json | undefined;
  for (const field of fields) {
    const read = readField(field, form.get(field.name) ?? '');
    if ('error' in read) errors.push({ name: field.name, message: read.error });
    else if (field.key === null) whole = read.value;
    else if (read.value !== undefined) args[field.key] = read.value;
  }
  if (errors.length > 0) return { ok: false, errors };
  const result = fields[0]?.key === null ? whole : args;
  if (!isObject(result)) return { ok: false, errors: [{ name: fields[0]?.name ?? null, message: 'must be a JSON object' }] };
  if (canonicalJson(result) === canonicalJson(before)) {
    return { ok: false, errors: [{ name: null, message: 'Nothing is changed. Change something, or approve it as it is.' }] };
  }
  return { ok: true, args: result };
}

/** Puts what a schema check found (JSON pointers into the arguments) at the inputs it belongs to. */
export function atFields(fields: readonly ArgField[], problems: readonly { field: string; message: string }[]): FieldError[] {
  return problems.map(({ field, message }) => {
    const [, first = '', ...deeper] = field.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const owner = fields.find((each) => each.key === first) ?? fields.find((each) => each.key === null);
    const where = owner?.key === null ? field : deeper.join('.');
    return { name: owner?.name ?? null, message: [where, owner ? message : `${field} ${message}`].filter(Boolean).join(': ') };
  });
}
