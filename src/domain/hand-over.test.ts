import { describe, expect, it } from '@jest/globals';
import {
  after,
  entryOf,
  happens,
  HOUR,
  MINUTE,
  NOW,
  noticesOf,
  pending,
  plan,
  receiptOf,
  says,
  stage,
  standing,
  tick,
} from '../../test/support/domain.js';

const bob = { personId: 'bob', groups: [] };
const handedOver = after(pending(), says('delegate', { to: 'person:bob' }));
const seats = plan({ stages: [stage(['group:r', 'group:s'], 2)] });

describe('a hand-over', () => {
  it('asks the other person, with both names in the record', () => {
    const outcome = happens(pending(), says('delegate', { to: 'person:bob' }));
    expect(noticesOf(outcome)).toEqual(['ask person:bob']);
    expect(entryOf(outcome, 'decision.counted')).toMatchObject({ verb: 'delegate', by: 'ada', to: 'person:bob' });
  });

  it('lets the other person vote in that place', () => {
    expect(after(handedOver, says('approve', bob))).toMatchObject({
      status: 'approved',
      resolution: { people: ['bob'] },
      round: { votes: [{ personId: 'bob', as: 'ada' }] },
    });
  });

  it('is taken back by whoever made it, who may then vote', () => {
    const back = after(handedOver, says('retract'));
    expect(back).toMatchObject({ round: { delegations: [] } });
    expect(receiptOf(happens(back, says('approve', bob)))).toBe('not_eligible');
    expect(after(back, says('approve')).status).toBe('approved');
  });

  it('goes on along the chain, at most five times', () => {
    const hops = [0, 1, 2, 3, 4].map((hop) =>
      says('delegate', { personId: `h${hop}`, groups: hop === 0 ? ['r'] : [], to: `person:h${hop + 1}` }),
    );
    const far = after(pending(), ...hops);
    expect(far).toMatchObject({ round: { delegations: { length: 5 } } });
    expect(after(far, says('approve', { personId: 'h5', groups: [] })).status).toBe('approved');
    expect(receiptOf(happens(far, says('approve', { personId: 'h3', groups: [] })))).toBe('not_eligible');
  });

  it('that is taken back takes back the seats that were claimed from there, along the chain', () => {
    const far = after(handedOver, says('delegate', { ...bob, to: 'person:cy' }), says('claim', { personId: 'cy', groups: [] }));
    expect(far).toMatchObject({ round: { claims: [{ personId: 'cy', as: 'ada' }] } });
    expect(after(far, says('retract', bob))).toMatchObject({ round: { claims: [] } });
    expect(after(far, says('retract'))).toMatchObject({ round: { claims: [] } });
  });

  it('that is taken back leaves a seat that its holder has claimed from their own place', () => {
    const own = after(pending(seats), says('delegate', { to: 'person:sue' }), says('claim', { personId: 'sue', groups: ['s'] }));
    expect(after(own, says('retract'))).toMatchObject({ round: { claims: [{ personId: 'sue', as: 'sue' }] } });
  });

  it('gives back a claim', () => {
    expect(after(pending(), says('claim'), says('delegate', { to: 'person:bob' }))).toMatchObject({ round: { claims: [] } });
  });
});

describe('a reassignment', () => {
  const swap = says('reassign', { personId: 'olga', groups: [], from: 'group:r', to: 'group:s', facts: { assign: true } });

  it('swaps one entry for another, and asks the new one', () => {
    expect(noticesOf(happens(pending(), swap))).toEqual(['ask group:s']);
    const state = after(pending(), swap);
    expect(receiptOf(happens(state, says('approve')))).toBe('not_eligible');
    expect(after(state, says('approve', { groups: ['s'] })).status).toBe('approved');
  });

  it('voids votes of whoever fills nothing any more, and leaves the count', () => {
    const state = after(pending(seats), says('approve'), {
      ...swap,
      from: 'group:r',
      facts: { ...swap.facts, target: { ref: 'group:t', able: true } },
    });
    expect(state).toMatchObject({ status: 'pending', round: { votes: [] } });
    expect(after(state, says('approve', { personId: 'sue', groups: ['s'] })).status).toBe('pending');
    expect(
      after(state, says('approve', { personId: 'sue', groups: ['s'] }), says('approve', { personId: 'tom', groups: ['t'] })).status,
    ).toBe('approved');
  });

  it.each([
    ['of the one who may veto', ['person:vic', 'group:r'], ['person:vic'], 'person:vic', 'holds_veto'],
    ['of a group that may veto', ['group:v', 'group:r'], ['group:v'], 'group:v', 'holds_veto'],
    ['of a group that may hold who vetoes', ['group:r', 'person:ada'], ['person:vic'], 'group:r', 'holds_veto'],
    ['of somebody who may be in the group that vetoes', ['person:vic', 'person:ada'], ['group:v'], 'person:vic', 'holds_veto'],
    ['beside who vetoes', ['person:vic', 'group:r'], ['person:vic'], 'group:r', 'counted'],
    ['beside the group that vetoes', ['group:v', 'group:r'], ['group:v'], 'group:r', 'counted'],
    ['of somebody who is not the one to veto', ['person:ada', 'group:r'], ['person:vic'], 'person:ada', 'counted'],
  ] as const)('of a place %s leaves the veto with those who are asked', (_, entries, vetoes, from, receipt) => {
    const frozen = plan({ stages: [stage(entries, 1, { vetoes: [...vetoes] })] });
    expect(receiptOf(happens(pending(frozen), { ...swap, from }))).toBe(receipt);
  });

  it('lets those who may override change it no more: an override is another way, and heard of', () => {
    const frozen = plan({ stages: [stage(['person:vic'], 1, { vetoes: ['person:vic'] })] });
    const both = { ...swap, from: 'person:vic', facts: { ...swap.facts, override: true } };
    expect(receiptOf(happens(pending(frozen), both))).toBe('holds_veto');
  });

  it('takes the seat from whoever had claimed it there, and leaves those of others', () => {
    const claimed = after(pending(seats), says('claim'), says('claim', { personId: 'sue', groups: ['s'] }));
    expect(claimed).toMatchObject({ round: { claims: [{ personId: 'ada' }, { personId: 'sue' }] } });
    const swapped = after(claimed, { ...swap, from: 'group:r', facts: { ...swap.facts, target: { ref: 'group:t', able: true } } });
    expect(swapped).toMatchObject({ round: { claims: [{ personId: 'sue' }] } });
    expect(receiptOf(happens(swapped, says('approve', { personId: 'tom', groups: ['t'] })))).toBe('counted');
  });

  it('bars whoever made it from that place, in person and through a delegate', () => {
    const state = after(pending(), swap);
    expect(receiptOf(happens(state, says('approve', { personId: 'olga', groups: ['s'] })))).toBe('own_reassignment');
    const inHerPlace = says('approve', { ...bob, alsoAs: [standing('olga', ['s'])] });
    expect(receiptOf(happens(state, inHerPlace))).toBe('own_reassignment');
  });
});

describe('a claim', () => {
  const taken = after(pending(), says('claim'));

  it('keeps the seat for its holder, until its time is over', () => {
    expect(receiptOf(happens(taken, says('approve', { personId: 'cy' })))).toBe('claimed');
    expect(after(taken, says('approve')).status).toBe('approved');
    const over = after(taken, tick(NOW + 15 * MINUTE));
    expect(over).toMatchObject({ round: { claims: [] } });
    expect(after(over, says('approve', { personId: 'cy' })).status).toBe('approved');
  });

  it('never stands in the way of a no, a reject or a question', () => {
    for (const verb of ['deny', 'reject', 'ask'] as const)
      expect(receiptOf(happens(taken, says(verb, { personId: 'cy' })))).toBe('counted');
  });

  it('keeps one seat of several, and lets others take the rest', () => {
    const state = after(pending(seats), says('claim'));
    expect(receiptOf(happens(state, says('approve', { personId: 'sue', groups: ['s'] })))).toBe('counted');
  });

  it.each([
    ['of the policy where none is named', null, 15 * MINUTE],
    ['that is named', 5 * MINUTE, 5 * MINUTE],
    ['of the policy where more is named', HOUR, 15 * MINUTE],
  ])('lasts for the time %s', (_, forMs, lastsMs) => {
    expect(after(pending(), says('claim', { forMs }))).toMatchObject({ round: { claims: [{ personId: 'ada', untilMs: NOW + lastsMs }] } });
  });

  it('is prolonged by its holder, never held twice', () => {
    const again = after(taken, says('claim', { atMs: NOW + MINUTE }));
    expect(again).toMatchObject({ round: { claims: [{ personId: 'ada', untilMs: NOW + 16 * MINUTE }] } });
    expect(again).toHaveProperty('round.claims.length', 1);
  });

  it('is given back by its holder, by voting, and by taking it back', () => {
    for (const verb of ['release', 'retract'] as const) expect(after(taken, says(verb))).toMatchObject({ round: { claims: [] } });
    expect(after(after(pending(seats), says('claim')), says('approve'))).toMatchObject({ status: 'pending', round: { claims: [] } });
    expect(receiptOf(happens(taken, says('release', { personId: 'cy' })))).toBe('nothing_to_release');
  });
});
