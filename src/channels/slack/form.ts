import type { Json, JsonObject } from '../../contracts/json.js';

/** One input of the edit form. `initial` is the present value; undefined where the argument is not given. */
interface Common {
  key: string;
  blockId: string;
  required: boolean;
  hint: string | null;
  initial: Json | undefined;
}
export type FormField = Common &
  (
    | { kind: 'text'; multiline: boolean; minLength: number; maxLength: number }
    | { kind: 'number'; decimals: boolean; min: number | null; max: number | null }
    | { kind: 'choice'; options: readonly Json[] }
    | { kind: 'json' }
  );
export type Form = { kind: 'form'; fields: readonly FormField[] } | { kind: 'unsupported'; why: string };

/** Slack: 100 blocks in a modal (a few are ours), 3,000 characters in an input, 100 options of 75 characters. */
const MOST_FIELDS = 90;
const MOST_TEXT = 3_000;
const MOST_OPTIONS = 100;
const MOST_OPTION = 75;
const PLAIN_NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/;

/** A form from the JSON Schema of an action's arguments: simple types as inputs of their own, everything else as JSON text. */
export function formOf(schema: JsonObject, args: JsonObject): Form {
  if (!isObject(schema['properties'])) return { kind: 'unsupported', why: 'its arguments are not a plain list of fields' };
  const properties = schema['properties'];
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const extra = Object.keys(args).filter((key) => !Object.hasOwn(properties, key));
  const fields = [...Object.keys(properties), ...extra].map((key, index): FormField => {
    const property = Object.hasOwn(properties, key) && isObject(properties[key]) ? properties[key] : {};
    const initial = Object.hasOwn(args, key) ? args[key] : undefined;
    const common = { key, blockId: `f${index}`, required: required.includes(key), hint: text(property['description']), initial };
    return { ...common, ...inputOf(property, initial) };
  });
  if (fields.length === 0) return { kind: 'unsupported', why: 'it has no arguments' };
  if (fields.length > MOST_FIELDS) return { kind: 'unsupported', why: `it has ${fields.length} arguments` };
  const long = fields.find((field) => (initialText(field)?.length ?? 0) > MOST_TEXT);
  if (long) return { kind: 'unsupported', why: `“${long.key}” is too long` };
  return { kind: 'form', fields };
}

type Input = { [K in FormField['kind']]: Omit<Extract<FormField, { kind: K }>, keyof Common> }[FormField['kind']];

function inputOf(property: JsonObject, initial: Json | undefined): Input {
  const options = Array.isArray(property['enum']) ? property['enum'] : property['type'] === 'boolean' ? [true, false] : null;
  if (
    options !== null &&
    options.length > 0 &&
    options.length <= MOST_OPTIONS &&
    fitsOptions(options) &&
    (initial === undefined || options.includes(initial as never))
  ) {
    return { kind: 'choice', options };
  }
  if (options === null && property['type'] === 'string' && (initial === undefined || typeof initial === 'string')) {
    const maxLength = Math.max(1, Math.min(MOST_TEXT, number(property['maxLength']) ?? MOST_TEXT));
    return {
      kind: 'text',
      multiline: (initial ?? '').includes('\n') || (maxLength > 200 && (initial ?? '').length > 60),
      minLength: Math.min(number(property['minLength']) ?? 0, maxLength),
      maxLength: Math.max(maxLength, Math.min(MOST_TEXT, (initial ?? '').length)),
    };
  }
  if (
    options === null &&
    (property['type'] === 'integer' || property['type'] === 'number') &&
    (initial === undefined || (typeof initial === 'number' && PLAIN_NUMBER.test(String(initial))))
  ) {
    return { kind: 'number', decimals: property['type'] === 'number', min: number(property['minimum']), max: number(property['maximum']) };
  }
  return { kind: 'json' };
}

/** What the input holds when the form opens; null: empty. */
export function initialText(field: FormField): string | null {
  const { initial, kind } = field;
  if (initial === undefined) return null;
  if (kind === 'text') return String(initial);
  if (kind === 'choice') return String(field.options.indexOf(initial as never));
  return kind === 'number' ? String(initial) : JSON.stringify(initial, null, 2);
}

export function optionText(option: Json): string {
  return typeof option === 'string' ? option : JSON.stringify(option);
}

function fitsOptions(options: readonly Json[]): boolean {
  return options.every((option) => typeof option !== 'object' && optionText(option).length <= MOST_OPTION && optionText(option) !== '');
}
function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function text(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
function number(value: Json | undefined): number | null {
  return typeof value === 'number' && PLAIN_NUMBER.test(String(value)) ? value : null;
}
