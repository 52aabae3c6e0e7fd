import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../contracts/json.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import { votesNow } from './votes-now.js';

type Told = readonly [kind: string, body?: JsonObject];
const entries = (told: readonly Told[]): AuditEntry[] =>
  told.map(([kind, body = {}], seq) => ({ requestId: 'req', seq, at: '2026-01-01T00:00:00Z', kind, body, previous: '', hash: '' }));

const viewOf = (more: { stage?: string | null; asked?: string[]; editorVotes?: boolean } = {}): RequestView =>
  ({
    plan: { stages: [{ name: 'first' }, { name: 'second' }], risk: 'low', editorVotes: more.editorVotes ?? false },
    awaiting: more.stage === null ? null : { stage: more.stage ?? 'first', asked: more.asked ?? ['group:all'] },
  }) as unknown as RequestView;
const everybody = () => true;
const counted = (verb: string, by: string, more: JsonObject = {}): Told => ['decision.counted', { verb, by, ...more }];
const proposed: Told = ['revision.proposed', { author: 'bot', authorKind: 'agent' }];
const told = (view: RequestView, ...all: Told[]) =>
  votesNow(view, entries(all), everybody).map(({ personId, verb, stage }) => `${personId} ${verb} ${stage}`);

describe('the votes that hold', () => {
  test('are those of this revision, each person’s last', () => {
    expect(told(viewOf(), proposed, counted('approve', 'ada'), proposed, counted('approve', 'ben'), counted('deny', 'ben'))).toEqual([
      'ben deny first',
    ]);
  });

  test('name whose place they fill, and are one human’s with it', () => {
    const [vote] = votesNow(viewOf(), entries([proposed, counted('approve', 'ben', { onBehalfOf: 'ada' })]), everybody);
    expect(vote).toMatchObject({ personId: 'ben', as: 'ada' });
    expect(told(viewOf(), proposed, counted('approve', 'ben', { onBehalfOf: 'ada' }), counted('deny', 'ada'))).toEqual(['ada deny first']);
  });

  test('belong to the stage that was satisfied after them', () => {
    const over: Told = ['stage.satisfied', { stage: 'first', next: 'second' }];
    expect(told(viewOf({ stage: 'second' }), proposed, counted('approve', 'ada'), over, counted('approve', 'ben'))).toEqual([
      'ada approve first',
      'ben approve second',
    ]);
    // Taking an earlier one back opens its stage again and leaves nothing of the later one.
    expect(told(viewOf(), proposed, counted('approve', 'ada'), over, counted('approve', 'ben'), counted('retract', 'ada'))).toEqual([]);
  });

  test.each<[string, Told]>([
    ['are taken back', counted('retract', 'ada')],
    ['are void with the right to vote', ['votes.void', { people: ['ada'], why: 'left' }]],
    ['are void once it is sent back', counted('reject', 'ben')],
    ['are void when the ground moves', ['precondition.changed', { reason: 'new etag' }]],
    ['are not claimed after the policies changed', ['request.replanned', {}]],
  ])('%s', (_name, last) => {
    expect(told(viewOf(), proposed, counted('approve', 'ada'), last)).toEqual([]);
  });

  test('stay for the next revision only where the record says so', () => {
    const keep: Told = ['votes.kept', { votes: [{ personId: 'ada', decisionId: 'd', from: 1 }] }];
    const votes = votesNow(viewOf(), entries([proposed, counted('approve', 'ada'), counted('approve', 'ben'), proposed, keep]), everybody);
    expect(votes).toEqual([{ personId: 'ada', as: 'ada', verb: 'approve', stage: 'first', keptFrom: 1 }]);
  });

  test('of an editor are there where the policy lets an edit be a vote', () => {
    const byAda: Told = ['revision.proposed', { author: 'ada', authorKind: 'person' }];
    expect(told(viewOf({ editorVotes: true }), proposed, counted('edit', 'ada'), byAda)).toEqual(['ada approve first']);
    expect(told(viewOf(), proposed, counted('edit', 'ada'), byAda)).toEqual([]);
  });

  test('of who found that it did not happen are none: bringing the same again is no edit', () => {
    const again: Told = ['revision.proposed', { author: 'ada', authorKind: 'person' }];
    expect(told(viewOf({ editorVotes: true }), proposed, counted('approve', 'ben'), counted('settle', 'ada'), again)).toEqual([]);
  });

  test('of people who are not asked any more are none', () => {
    const fills = (ref: string, personId: string) => ref === `person:${personId}`;
    const record = entries([proposed, counted('approve', 'ada'), counted('approve', 'ben')]);
    expect(votesNow(viewOf({ asked: ['person:ben'] }), record, fills).map(({ personId }) => personId)).toEqual(['ben']);
  });
});
