import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '../contracts/json.js';
import { storable, unstorableAt } from '../contracts/storable.js';
import { actionDigest, canonicalJson } from './digest.js';

const double = (hex: string): number => Buffer.from(hex, 'hex').readDoubleBE();

/** RFC 8785, appendix B: IEEE 754 bits and the text they have in canonical JSON. */
const NUMBERS = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
] as const;

describe('canonical JSON', () => {
  it.each(NUMBERS)('writes the double %s as %s (RFC 8785, appendix B)', (hex, text) => {
    expect(canonicalJson(double(hex))).toBe(text);
  });

  it.each([
    ['7fffffffffffffff', 'NaN'],
    ['7ff0000000000000', 'Infinity'],
    ['fff0000000000000', '-Infinity'],
  ])('has no form for %s (%s)', (hex) => {
    expect(() => canonicalJson(double(hex))).toThrow(TypeError);
  });

  it('writes the sample of RFC 8785, 3.2.2', () => {
    const text = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
      "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
    expect(canonicalJson(JSON.parse(text) as Json)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts keys by UTF-16 code units, as RFC 8785, 3.2.3', () => {
    const text = String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
      "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`;
    const sorted = canonicalJson(JSON.parse(text) as Json).match(/:"[^"]+"/g);
    expect(sorted?.map((each) => each.slice(2, -1))).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate', 'x\udc00'],
    ['a pair the wrong way round', '\ude00\ud83d'],
  ])('has no form for %s, in a value or in a key', (_, text) => {
    expect(() => canonicalJson(text)).toThrow(TypeError);
    expect(() => canonicalJson({ [text]: 1 })).toThrow(TypeError);
    expect(() => canonicalJson([{ deep: [text] }])).toThrow(TypeError);
  });

  it('has no form for what JSON cannot say', () => {
    for (const value of [undefined, [undefined], { a: undefined }, 1n, () => 1, Symbol('s')])
      expect(() => canonicalJson(value as unknown as Json)).toThrow(TypeError);
  });

  it('is valid JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON has no -0 (RFC 8785 writes 0), hence the way through its text on both sides.
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('a digest', () => {
  const subject = { args: { to: 'main', amount: 1 }, requestId: 'req_1', revision: 1, type: 'git.push', version: '1' };
  const digest = actionDigest(subject);

  it('is stable across releases', () => {
    expect(digest).toBe('sha256:ae57045e40356efe2710a0769fa7daa0ba34d3b74925314ce7622fe71c798d27');
  });

  it('does not depend on the order of keys', () => {
    const { args, ...rest } = subject;
    expect(actionDigest({ ...rest, args: { amount: args.amount, to: args.to } })).toBe(digest);
  });

  it.each([
    ['an argument', { args: { to: 'main', amount: 1.0000000000000002 } }],
    ['the case of a letter', { args: { to: 'Main', amount: 1 } }],
    ['the type of an argument', { args: { to: 'main', amount: '1' } }],
    ['one more argument', { args: { to: 'main', amount: 1, force: null } }],
    ['a homoglyph', { args: { to: 'mаin', amount: 1 } }],
    ['a zero-width character', { args: { to: 'main\u200b', amount: 1 } }],
    ['another normal form', { args: { to: 'main', amount: 1, name: 'é' } }],
    ['another normal form, decomposed', { args: { to: 'main', amount: 1, name: 'e\u0301' } }],
    ['the request', { requestId: 'req_2' }],
    ['the revision', { revision: 2 }],
    ['the type', { type: 'git.pull' }],
    ['the version', { version: '2' }],
  ])('changes with %s', (_, change) => {
    expect(actionDigest({ ...subject, ...(change as Partial<typeof subject>) })).not.toBe(digest);
  });

  it('changes with every change of one character, and only with a change', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((each) => each.isWellFormed());
    fc.assert(
      fc.property(text, fc.nat(), text, (value, at, other) => {
        const characters = [...value];
        characters[at % characters.length] = [...other][0] ?? '';
        const changed = characters.join('');
        const of = (each: string) => actionDigest({ ...subject, args: { value: each } });
        expect(of(changed) === of(value)).toBe(changed === value);
      }),
    );
  });

  it('moves with a value between fields', () => {
    expect(actionDigest({ ...subject, type: 'a', version: 'b1' })).not.toBe(actionDigest({ ...subject, type: 'ab', version: '1' }));
  });
});

describe('text that cannot be stored', () => {
  it.each<[JsonObject, string | null]>([
    [{ a: 'fine ✓ 😀' }, null],
    [{ a: ['x', { 'b/c~d': 'bad\0' }] }, '/a/1/b~1c~0d'],
    [{ a: '\ud800' }, '/a'],
    [{ a: { 'k\0': 1 } }, '/a'],
    [{}, null],
  ])('of %j is found at %s', (value, at) => {
    expect(unstorableAt(value)).toBe(at);
  });

  it('is replaced only where it must be recorded, and nothing else is touched', () => {
    const fine = { a: [1, null, 'x'] };
    expect(storable(fine)).toBe(fine);
    expect(storable({ 'k\0': ['a\0b', '\ud800', 1, null, true] })).toEqual({ 'k\ufffd': ['a\ufffdb', '\ufffd', 1, null, true] });
  });
});
