import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from './json.js';
import { visibleText } from './visible-text.js';
import { atFields, editableJson, fieldsOf, initialText, readArgs, type ArgField } from './args-form.js';

const schema: JsonObject = {
  type: 'object',
  required: ['amount', 'currency'],
  properties: {
    amount: { type: 'number', description: 'In the currency of the invoice.' },
    currency: { type: 'string', enum: ['EUR', 'USD'] },
    note: { type: 'string' },
    urgent: { type: 'boolean' },
    lines: { type: 'array' },
  },
};
const args: JsonObject = { amount: 12.5, currency: 'EUR', note: 'one\r\ntwo', lines: [{ id: 1 }] };

/** What a browser sends when the form comes back as it was, except for what the test types. */
function sent(fields: readonly ArgField[], typed: Record<string, string> = {}): Map<string, string> {
  const typedOr = (field: ArgField) => (Object.hasOwn(typed, field.key ?? '') ? (typed[field.key ?? ''] ?? '') : initialText(field));
  return new Map(fields.map((field) => [field.name, typedOr(field).replace(/\r\n?/g, '\n')]));
}

describe('the edit form', () => {
  const fields = fieldsOf(schema, args);

  test('gives each argument the input that suits it', () => {
    expect(fields.map(({ key, kind, required }) => [key, kind, required])).toEqual([
      ['amount', 'number', true],
      ['currency', 'choice', true],
      // Its carriage return would not survive an input; as JSON it is an escape.
      ['note', 'json', false],
      ['urgent', 'choice', false],
      ['lines', 'json', false],
    ]);
  });

  test('what was not touched stays exactly as it was', () => {
    expect(readArgs(fields, sent(fields, { amount: '9' }), args)).toEqual({ ok: true, args: { ...args, amount: 9 } });
  });

  test('sent back untouched it is no edit', () => {
    expect(readArgs(fields, sent(fields), args)).toMatchObject({ ok: false, errors: [{ name: null }] });
  });

  test.each([
    ['amount', '12,5', 'must be a number such as 1200 or 0.5'],
    ['amount', 'NaN', 'must be a number such as 1200 or 0.5'],
    ['amount', '9007199254740993', 'has more digits than can be kept exactly'],
    ['amount', '', 'is needed'],
    ['currency', '7', 'must be one of the options'],
    ['lines', '[1,', 'is not valid: the JSON ends too early (line 1, column 4)'],
    ['lines', '{"a":1,"a":2}', 'is not valid: the same key twice in one object; readers would disagree which one holds'],
  ])('%s = %j is refused at its own input', (key, text, message) => {
    const name = fields.find((field) => field.key === key)?.name;
    expect(readArgs(fields, sent(fields, { [key]: text }), args)).toEqual({ ok: false, errors: [{ name, message }] });
  });

  test('an optional argument that is emptied is gone', () => {
    expect(readArgs(fields, sent(fields, { note: '' }), args)).toEqual({
      ok: true,
      args: { amount: 12.5, currency: 'EUR', lines: [{ id: 1 }] },
    });
  });

  test('arguments that the schema does not name are kept', () => {
    const more = { ...args, extra: { deep: [true] } };
    const all = fieldsOf(schema, more);
    expect(readArgs(all, sent(all, { amount: '1' }), more)).toEqual({ ok: true, args: { ...more, amount: 1 } });
  });

  test('without a schema all arguments are one JSON text', () => {
    const whole = fieldsOf(null, args);
    expect(whole).toHaveLength(1);
    expect(readArgs(whole, new Map([['args', '{"a":1}']]), args)).toEqual({ ok: true, args: { a: 1 } });
    expect(readArgs(whole, new Map([['args', '[1]']]), args)).toMatchObject({ ok: false, errors: [{ name: 'args' }] });
  });

  test('any arguments come back unchanged through a form of any shape', () => {
    const values = fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      fc.jsonValue({ noUnicodeString: false }),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(values, fc.constantFrom('string', 'number', 'boolean', 'object'), (given, type) => {
        const before = given as JsonObject;
        const properties = Object.fromEntries(Object.keys(before).map((key) => [key, { type }]));
        const all = fieldsOf({ type: 'object', properties }, before);
        const encoded = new URLSearchParams([...sent(all), ['comment', 'x']]).toString();
        const form = new Map([...new URLSearchParams(encoded)]);
        const read = readArgs(
          [...all, { key: 'added', name: 'added', required: false, hint: null, initial: undefined, kind: 'number' }],
          form.set('added', '7'),
          before,
        );
        expect(read).toEqual({ ok: true, args: { ...before, added: 7 } });
      }),
    );
  });

  test('a schema’s problems stand at the inputs they belong to', () => {
    expect(
      atFields(fields, [
        { field: '/amount', message: 'must be >= 0' },
        { field: '/lines/0/id', message: 'must be string' },
        { field: '/other', message: 'is not an argument of this action' },
      ]),
    ).toEqual([
      { name: 'arg0', message: 'must be >= 0' },
      { name: 'arg4', message: '0.id: must be string' },
      { name: null, message: '/other is not an argument of this action' },
    ]);
  });
});

test('JSON to be edited shows every character, and means the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\u202e', '\u200b', '\ufeff', '\u0000', '😀', '\u{e0041}', '\n', 'é') }), (text) => {
      const shown = editableJson({ text });
      expect(visibleText(shown)).toBe(shown);
      expect(JSON.parse(shown)).toEqual({ text });
    }),
  );
});
