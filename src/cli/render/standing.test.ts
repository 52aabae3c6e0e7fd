import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { AT, AWAITING, PLAN, actionOf, decisionOf, idOf, viewOf } from '../../../test/client/fake-view.js';
import type { AwaitingView, RequestView } from '../../contracts/view.js';
import { card } from './card.js';
import { timeline } from './timeline.js';

const colours = pc.createColors(false);
const nowMs = Date.parse(AT);
const ada = { id: 'ada', name: 'Ada' };
const lena = { id: 'lena', name: 'Lena' };
const LATER = '2026-01-31T11:00:00.000Z';
const shown = (more: Partial<RequestView>) => card(viewOf(idOf(1), actionOf('a.b', {}), more), { colours, nowMs });
const awaiting = (change: Partial<AwaitingView>) => shown({ awaiting: { ...AWAITING, ...change } });
/** What stands beside a label, each time it is there. */
const beside = (text: string, label: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(label.padEnd(12)))
    .map((line) => line.slice(12));

describe('a card of a request that waits', () => {
  it('says the rule, the stage and the ladder as a person would', () => {
    const stage = {
      name: 'security',
      rule: { kind: 'entries' as const, need: 'majority' as const, entries: ['group:security', 'person:lena', 'group:ops'], count: 2 },
      deny: 2,
      vetoes: ['person:lena'],
      counts: 'reviewer.attributes.trained == true',
      ladder: [
        { afterMs: 600_000, do: 'remind' as const, to: [], repeat: { everyMs: 600_000, times: 2 } },
        { afterMs: 1_800_000, do: 'add' as const, to: ['group:leads'], repeat: null },
      ],
    };
    const text = shown({
      plan: { ...PLAN, stages: [stage, ...PLAN.stages] },
      awaiting: { ...AWAITING, stage: 'security', asked: ['group:security', 'person:lena', 'group:ops'], filled: 1, need: 2 },
    });
    expect(beside(text, 'rule')).toEqual(['a majority of group:security, person:lena, group:ops (stage 1 of 2, security)']);
    expect(beside(text, 'denials')).toEqual(['2 end it']);
    expect(beside(text, 'veto')).toEqual(['a denial by person:lena ends it at once']);
    expect(beside(text, 'counts')).toEqual(['only votes of whom reviewer.attributes.trained == true']);
    expect(beside(text, 'ladder')).toEqual([
      'after 10m reminds whoever is asked, again every 10m, 2 times',
      'after 30m also asks group:leads',
    ]);
    expect(beside(text, 'awaited')).toEqual(['group:security, person:lena, group:ops (security: 1 of 2), for 0ms']);
  });

  it.each<[string, Partial<AwaitingView>, string, string]>([
    ['who has taken it', { claims: [{ by: ada, until: LATER }] }, 'taken', 'by Ada (ada) until 2026-01-31 11:00:00Z'],
    ['who handed on to whom', { delegations: [{ from: ada, to: lena }] }, 'handed on', 'by Ada (ada) to Lena (lena)'],
    ['who put it off', { snoozes: [{ by: ada, until: LATER }] }, 'put off', 'no reminders until 2026-01-31 11:00:00Z'],
    ['a clock that stands', { paused: { since: AT, until: LATER } }, 'clock', 'goes on at 2026-01-31 11:00:00Z'],
    ['a deadline that was moved', { extended: { times: 2, ms: 5_400_000 } }, 'extended', 'the deadline, by 1h 30m in all'],
    [
      'who is missing',
      { missing: [{ stage: 'review', entries: ['group:finance', 'person:ada'], need: 1 }] },
      'missing',
      'it still takes 1 of group:finance, person:ada',
    ],
    ['an override that waits', { overrides: [{ by: lena, reason: 'incident 17' }] }, 'override', 'A second person with the permission'],
    ['votes that stayed', { kept: [{ by: ada, revision: 1 }] }, 'kept', 'the vote of Ada (ada) on revision 1'],
    ['whose change it is', { barred: [ada] }, 'barred', 'Ada (ada) changed it'],
  ])('says %s', (_what, change, label, words) => {
    expect(beside(awaiting({}), label)).toEqual([]);
    expect(beside(awaiting(change), label)).toEqual([expect.stringContaining(words)]);
  });

  it('shows open questions, with what answers them', () => {
    const asked = decisionOf('ask', { decisionId: 'dec_1', comment: 'Whose is it?' });
    const text = shown({ awaiting: { ...AWAITING, questions: ['dec_1'] }, decisions: [asked, decisionOf('ask', { decisionId: 'dec_2' })] });
    expect(beside(text, 'question')).toEqual([`Ada (ada): Whose is it?  (countersign answer-question ${idOf(1)} --question dec_1)`]);
  });

  it('keeps words of people and agents on one line, and writes out what would not show', () => {
    const text = awaiting({ overrides: [{ by: { id: 'eve', name: 'Eve\u202e' }, reason: 'now\u001b[2J\ndigest      sha256:fake' }] });
    // eslint-disable-next-line no-control-regex -- none may be left
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(beside(text, 'digest')).toHaveLength(1);
  });
});

describe('a card of a request that is past its votes', () => {
  it('says from when it may run, and that a denial stops it until then', () => {
    const text = shown({ status: 'approved', awaiting: null, runFrom: LATER, nextTimer: { kind: 'run_from', at: LATER } });
    expect(beside(text, 'runs')).toEqual(['not before 2026-01-31 11:00:00Z (in 1h 30m); a denial stops it until then']);
    expect(beside(text, 'next')).toEqual(['run from in 1h 30m, 2026-01-31 11:00:00Z: the effect may start']);
  });

  it('says how to settle what nobody knows, and what follows from it', () => {
    const text = shown({ status: 'unknown', awaiting: null, follows: idOf(7), followUps: [idOf(8), idOf(9)] });
    expect(beside(text, 'unknown')[0]).toContain(`countersign settle ${idOf(1)} --happened | --did-not-happen | --compensate`);
    expect(beside(shown({ status: 'unknown', awaiting: null, canUndo: false }), 'unknown')[0]).not.toContain('--compensate');
    expect(beside(text, 'follows')).toEqual([idOf(7)]);
    expect(beside(text, 'followed by')).toEqual([idOf(8), idOf(9)]);
  });
});

describe('a timeline', () => {
  it('says what each verb carried', () => {
    const decisions = [
      decisionOf('delegate', { to: 'person:lena' }),
      decisionOf('reassign', { from: 'group:finance', to: 'person:lena' }),
      decisionOf('claim', { forMs: 1_800_000 }),
      decisionOf('approve', { by: lena, onBehalfOf: ada }),
      decisionOf('settle', { answer: 'did_not_happen', comment: 'no trace' }),
      decisionOf('deny', { counted: false, reason: 'too_late' }),
    ];
    const text = timeline(viewOf(idOf(1), actionOf('a.b', {}), { decisions }), colours);
    for (const line of [
      'delegate to person:lena of revision 1 by Ada (ada), cli: counted',
      'reassign from group:finance to person:lena of revision 1',
      'claim for 30m of revision 1',
      'approve in the place of Ada (ada), of revision 1 by Lena (lena)',
      'settle (did not happen) of revision 1',
      'not counted, too_late',
    ])
      expect(text).toContain(line);
  });
});
