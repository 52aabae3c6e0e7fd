import { describe, expect, test } from '@jest/globals';
import type { PushPayload } from '../../../src/contracts/push.js';
import { notificationOf, resultOf } from './notification.js';

const payload: PushPayload = {
  ...{ v: 1, kind: 'ask', tag: 'req_1', move: 3, title: 'Approve?', body: 'a: 1', path: '/r/req_1', ring: 'dlv_1', deadlineAt: null },
  decide: { personId: 'ada', requestId: 'req_1', revision: 1, digest: 'sha256:0', decisionIds: { approve: 'a', deny: 'd' } },
};

describe('a notification', () => {
  test('rings when it is new, and offers what its message offers', () => {
    expect(notificationOf(payload, null)).toMatchObject({
      title: 'Approve?',
      options: { body: 'a: 1', tag: 'req_1', silent: false, renotify: true, actions: [{ action: 'approve' }, { action: 'deny' }] },
    });
  });

  test('rings once for a message that comes twice', () => {
    expect(notificationOf(payload, { move: 3, ring: 'dlv_1' })?.options).toMatchObject({ silent: true, renotify: false });
    expect(notificationOf({ ...payload, ring: 'dlv_2' }, { move: 3, ring: 'dlv_1' })?.options).toMatchObject({ silent: false });
  });

  test('replaces quietly what it only changes, and remembers what had rung', () => {
    const shown = notificationOf({ ...payload, ring: null, move: 4 }, { move: 3, ring: 'dlv_1' });
    expect(shown?.options).toMatchObject({ silent: true, renotify: false, data: { ring: 'dlv_1', move: 4 } });
  });

  test('never replaces a newer one', () => {
    expect(notificationOf(payload, { move: 4, ring: null })).toBeNull();
  });

  test('has no buttons where nothing can be decided from there', () => {
    expect(notificationOf({ ...payload, decide: null }, null)?.options.actions).toEqual([]);
  });

  const data = { path: '/r/req_1', move: 3, ring: 'dlv_1', decide: payload.decide, title: 'Approve? Add a note' };
  test.each([
    [{ kind: 'counted' }, 'You approved it'],
    [{ kind: 'recorded' }, 'You approved it'],
    [{ kind: 'not_counted', text: 'The request was already closed.' }, 'It did not count'],
    [{ kind: 'refused', text: 'No.' }, 'It was not taken'],
    [{ kind: 'signed_out' }, 'Please sign in'],
    [{ kind: 'somebody_else', name: 'Ben' }, 'Nothing was decided'],
    [{ kind: 'kept' }, 'Kept on this device'],
  ] as const)('says what became of a tap, and takes no second one (%j)', (outcome, title) => {
    const shown = resultOf('approve', outcome, 'req_1', data);
    expect(shown).toMatchObject({ title, options: { silent: true, tag: 'req_1', data: { decide: null } } });
    expect(shown.options.actions).toBeUndefined();
    expect(shown.options.body).toContain('Approve? Add a note');
  });
});
