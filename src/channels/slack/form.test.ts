import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../contracts/json.js';
import { modalProblems } from '../../../test/support/block-kit.js';
import { sampleView } from '../../../test/support/sample-views.js';
import { editModal } from './edit-modal.js';
import { formOf, initialText, type FormField } from './form.js';
import { atFields, readForm } from './read-form.js';
import type { ModalValues } from './modal-values.js';

const schema: JsonObject = {
  type: 'object',
  properties: {
    amount: { type: 'number', minimum: 0.01, description: 'In whole units' },
    count: { type: 'integer' },
    reason: { type: 'string', maxLength: 500 },
    urgent: { type: 'boolean' },
    currency: { enum: ['EUR', 'USD'] },
    items: { type: 'array', items: { type: 'string' } },
    note: { type: 'string' },
  },
  required: ['amount', 'reason'],
  additionalProperties: false,
};
const args: JsonObject = { amount: 12.5, count: 3, reason: 'broken', urgent: false, currency: 'EUR', items: ['a', 'b'] };

function fieldsOf(given: JsonObject = args, by: JsonObject = schema): readonly FormField[] {
  const form = formOf(by, given);
  if (form.kind !== 'form') throw new Error(form.why);
  return form.fields;
}
/** What Slack sends when the person changes only these inputs. */
function filledIn(fields: readonly FormField[], changed: Record<string, string> = {}): ModalValues {
  return Object.fromEntries(
    fields.map((field) => [field.blockId, { value: (Object.hasOwn(changed, field.key) ? changed[field.key] : initialText(field)) ?? '' }]),
  );
}
const edit = (changed: Record<string, string>, given = args) => readForm(fieldsOf(given), filledIn(fieldsOf(given), changed));
const errorAt = (key: string) => fieldsOf().find((field) => field.key === key)?.blockId ?? '';

describe('the edit form', () => {
  it('has an input of its own for each simple type, JSON text for the rest', () => {
    expect(fieldsOf().map(({ key, kind }) => [key, kind])).toEqual([
      ['amount', 'number'],
      ['count', 'number'],
      ['reason', 'text'],
      ['urgent', 'choice'],
      ['currency', 'choice'],
      ['items', 'json'],
      ['note', 'text'],
    ]);
  });

  it('keeps Slack’s limits', () => {
    expect(modalProblems(editModal(sampleView(), fieldsOf(), 'x'))).toEqual([]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['a schema that is no list of fields', { anyOf: [] }, {}],
    ['no arguments', { type: 'object', properties: {} }, {}],
    ['a value that no input can hold', schema, { ...args, reason: 'x'.repeat(3_001) }],
    ['more fields than a dialog holds', { properties: Object.fromEntries(Array.from({ length: 91 }, (_, i) => [`k${i}`, {}])) }, {}],
  ])('is not made of %s', (_what, by, given) => {
    expect(formOf(by, given).kind).toBe('unsupported');
  });

  it('reads changed values as what the schema says they are', () => {
    expect(edit({ amount: '9', urgent: '0', currency: '1', items: '["c"]', note: 'new', reason: 'other' })).toEqual({
      kind: 'args',
      args: { amount: 9, count: 3, reason: 'other', urgent: true, currency: 'USD', items: ['c'], note: 'new' },
    });
  });

  it('leaves out what was emptied and may be absent', () => {
    expect(edit({ count: '' })).toEqual({
      kind: 'args',
      args: { amount: 12.5, reason: 'broken', urgent: false, currency: 'EUR', items: ['a', 'b'] },
    });
  });

  it('keeps arguments that the schema does not name', () => {
    expect(edit({ amount: '1' }, { ...args, extra: { deep: 1 } })).toMatchObject({ args: { extra: { deep: 1 } } });
  });

  it('keeps untouched text exactly, whatever the client did to its line ends and margins', () => {
    const given = { ...args, reason: ' two\nlines ' };
    expect(edit({ amount: '1', reason: 'two\r\nlines' }, given)).toMatchObject({ args: { reason: ' two\nlines ' } });
  });

  it.each([
    ['amount', 'x', 'Give a number.'],
    ['amount', '', 'Needed.'],
    ['count', '1.5', 'Give a whole number.'],
    ['count', '9007199254740993', 'This number is too large to be kept exactly.'],
    ['currency', '7', 'Choose one of the options.'],
    ['items', '[', 'Not valid JSON'],
  ])('says at %s what is wrong with %j', (key, value, text) => {
    expect(edit({ [key]: value })).toEqual({ kind: 'errors', errors: { [errorAt(key)]: expect.stringContaining(text) } });
  });

  it('wants a change', () => {
    expect(edit({})).toMatchObject({ kind: 'errors' });
  });

  it('puts a schema’s problems at their inputs', () => {
    const problems = [
      { field: '/items/0', message: 'must be string' },
      { field: '/amount', message: 'must be >= 0.01' },
      { field: '', message: 'is odd' },
    ];
    expect(atFields(fieldsOf(), problems)).toEqual({ [errorAt('items')]: '0: must be string', [errorAt('amount')]: 'must be >= 0.01' });
  });

  it('round-trips any arguments and keeps Slack’s limits', () => {
    const kinds = fc.constantFrom<JsonObject>(
      { type: 'string' },
      { type: 'number' },
      { type: 'integer' },
      { type: 'boolean' },
      { enum: ['a', 1, 'x'.repeat(80)] },
      { type: 'object' },
      {},
    );
    const values = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constantFrom('a', 1),
      fc.jsonValue() as fc.Arbitrary<never>,
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 20 }), fc.tuple(kinds, values), { minKeys: 1, maxKeys: 8 }), (entries) => {
        const by: JsonObject = {
          type: 'object',
          properties: Object.fromEntries(Object.entries(entries).map(([key, [kind]]) => [key, kind])),
        };
        const given: JsonObject = JSON.parse(
          JSON.stringify(Object.fromEntries(Object.entries(entries).map(([key, [, value]]) => [key, value]))),
        );
        const form = formOf(by, given);
        if (form.kind !== 'form') return;
        expect(modalProblems(editModal(sampleView(), form.fields, 'x'))).toEqual([]);
        // Nothing touched: nothing changed, and every field reads back as itself.
        expect(readForm(form.fields, filledIn(form.fields)).kind).toBe('errors');
        const touched = [
          ...form.fields,
          { ...form.fields[0]!, key: 'added by the test', blockId: 'extra', kind: 'json' as const, initial: undefined },
        ];
        expect(readForm(touched, { ...filledIn(form.fields), extra: { value: '1' } })).toEqual({
          kind: 'args',
          args: { ...given, 'added by the test': 1 },
        });
      }),
      { numRuns: 200 },
    );
  });
});
