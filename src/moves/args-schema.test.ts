import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../contracts/json.js';
import { createArgsChecker, questionProblems } from './args-schema.js';

const check = createArgsChecker();
const schema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    amount: { type: 'number', minimum: 0, multipleOf: 0.01 },
    mail: { type: 'string', format: 'email' },
    'a/b~c': { type: 'string' },
  },
  required: ['amount'],
  additionalProperties: false,
};

describe('arguments', () => {
  it.each<[JsonObject, string[]]>([
    [{ amount: 4.35 }, []],
    [{ amount: 10_000 }, []],
    [{ amount: 0.001 }, ['/amount']],
    [{ amount: -1 }, ['/amount']],
    [{ amount: '1' }, ['/amount']],
    [{}, ['']],
    [{ amount: 1, force: true }, ['/force']],
    [{ amount: 1, 'x/y~z': true }, ['/x~1y~0z']],
    [{ amount: 1, mail: 'nobody' }, ['/mail']],
    [{ amount: -1, mail: 'nobody', force: true }, ['/force', '/amount', '/mail']],
    [{ amount: 1, 'a/b~c': 1 }, ['/a~1b~0c']],
  ])('%j have problems at %j', (args, fields) => {
    expect(check(schema, args).map(({ field }) => field)).toEqual(fields);
  });

  it('are never changed by the check: no defaults, no coercion', () => {
    const withDefault: JsonObject = { type: 'object', properties: { a: { type: 'number', default: 1 }, b: { type: 'number' } } };
    const args: JsonObject = { b: 2 };
    expect(check(withDefault, args)).toEqual([]);
    expect(args).toEqual({ b: 2 });
    expect(check(withDefault, { b: '2' })).toHaveLength(1);
  });

  it('are checked against the schema given, not one seen before', () => {
    expect(check({ type: 'object', required: ['x'] }, {})).toHaveLength(1);
    expect(check({ type: 'object', required: ['y'] }, { y: 1 })).toEqual([]);
    expect(check({ required: ['x'], type: 'object' }, {})).toHaveLength(1);
  });
});

describe('a question', () => {
  it('has its own built-in shape', () => {
    expect(questionProblems('human.question', { question: 'why?', options: [{ name: 'yes' }] })).toEqual([]);
    expect(questionProblems('human.question', { question: '' }).map(({ field }) => field)).toEqual(['/question']);
    expect(questionProblems('human.question', { question: 'why?', options: [{ name: '' }] }).map(({ field }) => field)).toEqual([
      '/options/0/name',
    ]);
    expect(questionProblems('other', {})).toEqual([]);
  });
});
