import { describe, expect, test } from '@jest/globals';
import type { Verb } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import { mayOf } from './may.js';
import type { Standing } from './standing.js';
import type { VoteNow } from '../../contracts/review.js';

const ASKED: Standing = {
  personId: 'ada',
  decides: true,
  asked: true,
  through: [],
  ownReassignment: false,
  qualified: true,
  wasAsked: true,
  self: false,
  selves: [],
  override: false,
  assign: false,
  withdraw: false,
};

const awaiting = {
  stage: 'second',
  filled: 0,
  need: 1,
  claims: [],
  delegations: [],
  barred: [],
  editsLeft: 3,
  canEscalate: false,
  reassignable: ['person:ada'],
  extended: { times: 0, ms: 0 },
};
function viewOf(status: string, more: object = {}, asking: object = {}): RequestView {
  const plan = { stages: [{ name: 'second', ladder: [] }], extend: { maxMs: 3_600_000, times: 1 }, snoozeMaxMs: 0 };
  return {
    status,
    type: 'a.b',
    digest: 'd',
    plan,
    awaiting: { ...awaiting, ...asking },
    resolution: null,
    ...more,
  } as unknown as RequestView;
}
const vote = (verb: VoteNow['verb'], stage = 'second'): VoteNow => ({ personId: 'ada', as: 'ada', verb, stage, keptFrom: null });
function verbs(view: RequestView, standing: Partial<Standing> = {}, votes: VoteNow[] = [], undoing = false): Verb[] {
  return [...mayOf({ view, standing: { ...ASKED, ...standing }, votes, undoing, nowMs: 0 }).verbs].sort();
}
const REVIEWING: Verb[] = ['abstain', 'approve', 'ask', 'claim', 'delegate', 'deny', 'edit', 'extend', 'reject'];

describe('what a visitor is offered', () => {
  test.each<[string, Verb[], Verb[]]>([
    ['somebody asked', verbs(viewOf('pending')), REVIEWING],
    ['the requester, whatever their permissions', verbs(viewOf('pending'), { self: true, override: true, assign: true }), []],
    ['somebody who is not asked', verbs(viewOf('pending'), { asked: false }), []],
    ['a viewer, whatever group they are in', verbs(viewOf('pending'), { decides: false }), []],
    ['a viewer, after the effect', verbs(viewOf('executed'), { decides: false }), []],
    ['somebody who may only assign', verbs(viewOf('pending'), { asked: false, assign: true }), ['reassign']],
    [
      'somebody who may assign only the place of a veto',
      verbs(viewOf('pending', {}, { reassignable: [] }), { asked: false, assign: true }),
      [],
    ],
    [
      'somebody asked, while the ladder goes on',
      verbs(viewOf('pending', {}, { canEscalate: true })),
      [...REVIEWING, 'escalate' as const].sort(),
    ],
    [
      'somebody asked, when all edits are used',
      verbs(viewOf('pending', {}, { editsLeft: 0 })),
      REVIEWING.filter((verb) => verb !== 'edit'),
    ],
    ['somebody without the qualification', verbs(viewOf('pending'), { qualified: false }), ['ask']],
    ['who put somebody else in place', verbs(viewOf('pending'), { ownReassignment: true }), []],
    ['who approved', verbs(viewOf('pending'), {}, [vote('approve')]), ['abstain', 'ask', 'deny', 'edit', 'extend', 'reject', 'retract']],
    [
      'who denied',
      verbs(viewOf('pending'), {}, [vote('deny')]),
      ['abstain', 'approve', 'ask', 'claim', 'edit', 'extend', 'reject', 'retract'],
    ],
    ['who approved an earlier stage', verbs(viewOf('pending'), { asked: false }, [vote('approve', 'first')]), ['deny', 'retract']],
    [
      'where somebody else took the last seat',
      verbs(viewOf('pending', {}, { claims: [{ by: { id: 'ben', name: 'Ben' }, until: '2026-01-01T00:00:00Z' }] })),
      ['abstain', 'ask', 'delegate', 'deny', 'extend', 'reject'],
    ],
    [
      'who changed the arguments',
      verbs(viewOf('pending', {}, { barred: [{ id: 'ada', name: 'Ada' }] })),
      ['abstain', 'ask', 'delegate', 'deny', 'edit', 'extend', 'reject'],
    ],
    [
      'who handed over',
      verbs(viewOf('pending', {}, { delegations: [{ from: { id: 'ada', name: 'Ada' }, to: { id: 'ben', name: 'Ben' } }] })),
      ['retract'],
    ],
    [
      'asked a question',
      verbs(viewOf('pending', { type: 'human.question' })),
      ['abstain', 'answer', 'ask', 'claim', 'delegate', 'deny', 'extend'],
    ],
    ['while it is approved', verbs(viewOf('approved', { awaiting: null })), ['deny']],
    [
      'who approved what is approved',
      verbs(viewOf('approved', { awaiting: null, resolution: { by: 'people', people: ['ada'] } })),
      ['deny', 'retract'],
    ],
    ['while it runs', verbs(viewOf('executing', { awaiting: null })), ['deny']],
    ['where the outcome is unknown', verbs(viewOf('unknown', { awaiting: null })), ['deny', 'settle']],
    ['while it is being undone', verbs(viewOf('unknown', { awaiting: null }), {}, [], true), ['deny']],
    ['who objected', verbs(viewOf('executed', { awaiting: null }), {}, [vote('deny')]), []],
    ['after it was rejected', verbs(viewOf('rejected', { awaiting: null })), []],
    ['who may override', verbs(viewOf('pending'), { asked: false, override: true }), ['override']],
  ])('%s', (_who, offered, expected) => {
    expect(offered).toEqual(expected);
  });
});
