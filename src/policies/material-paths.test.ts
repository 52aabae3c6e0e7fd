import { describe, expect, it } from '@jest/globals';
import { storedPolicy } from '../../test/support/planning.js';
import type { JsonObject } from '../contracts/json.js';
import { checkMaterialPaths, type KnownAction } from './material-paths.js';

const refund: KnownAction = {
  type: 'payments.refund',
  argsSchema: {
    type: 'object',
    properties: {
      amount: { type: 'number' },
      'a/b': { type: 'string' },
      lines: { type: 'array', items: { $ref: '#/$defs/line' } },
      pair: { type: 'array', prefixItems: [{ type: 'object', properties: { x: {} } }] },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      target: {
        anyOf: [
          { type: 'object', properties: { iban: {} } },
          { type: 'object', properties: { card: {} } },
        ],
      },
      free: {},
    },
    $defs: { line: { type: 'object', properties: { price: { type: 'number' } } } },
  },
};
const loop: JsonObject = { properties: { child: { $ref: '#' } } };

function unknown(unless: string[], actions: KnownAction[] = [refund], types?: string[]): string[] {
  const { document } = storedPolicy({ name: 'p', keepVotes: { unless }, ...(types ? { match: { types } } : {}) });
  return checkMaterialPaths(document, actions).map(({ path }) => unless[Number(path.at(-1))] ?? '');
}

describe('pointers into arguments', () => {
  it.each([
    [''],
    ['*'],
    ['/*'],
    ['/amount'],
    ['/a~1b'],
    ['/lines'],
    ['/lines/*/price'],
    ['/lines/0/price'],
    ['/pair/0/x'],
    ['/labels/anything'],
    // A schema without parts of its own says nothing about what lies below.
    ['/labels/anything/deeper'],
    ['/target/card'],
    ['/free/anything/at/all'],
    ['/*/iban'],
  ])('%j may exist', (pointer) => {
    expect(unknown([pointer])).toEqual([]);
  });

  it.each([['/amuont'], ['/lines/*/cost'], ['/lines/price'], ['/target/bic'], ['/a/b'], ['/pair/0/y']])('%j is warned of', (pointer) => {
    expect(unknown([pointer])).toEqual([pointer]);
  });

  it('are warned of with the action’s name and what follows from it', () => {
    const { document } = storedPolicy({ name: 'p', keepVotes: { unless: ['/amuont'] } });
    expect(checkMaterialPaths(document, [refund])).toEqual([
      {
        path: ['keepVotes', 'unless', 0],
        severity: 'warning',
        code: 'unknown_pointer',
        message: 'the arguments of payments.refund have nothing at /amuont, so it never makes a vote void',
      },
    ]);
  });

  it('need to exist in one of the actions only that the policy is for', () => {
    const payout: KnownAction = { type: 'payments.payout', argsSchema: { properties: { iban: {} } } };
    expect(unknown(['/iban'], [refund, payout])).toEqual([]);
    expect(unknown(['/iban'], [refund, payout], ['payments.refund'])).toEqual(['/iban']);
    expect(unknown(['/anything'], [refund], ['users.*'])).toEqual([]);
  });

  it('end in a schema that refers to itself', () => {
    expect(unknown(['/child/child/child'], [{ type: 'a', argsSchema: loop }])).toEqual([]);
    expect(unknown(['/x'], [{ type: 'a', argsSchema: { $ref: '#' } }])).toEqual([]);
  });
});
