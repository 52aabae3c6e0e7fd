import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { member, members, own } from '../../test/domain/seating-worlds.js';
import { withDelegations } from './delegations.js';
import type { Member } from './state.js';

const gives = (giver: Member, to: string) => ({ from: giver.personId, to, standings: giver.standings });
const places = (all: readonly Member[]) =>
  Object.fromEntries(all.map(({ personId, standings }) => [personId, standings.map(({ as }) => as)]));
const [ada, bo, cy] = [member('ada', ['a']), member('bo', ['b']), member('cy')];

describe('members after hand-overs', () => {
  it('are the same where nobody handed over', () => {
    const all = [ada, bo];
    expect(withDelegations(all, [])).toBe(all);
  });

  it('fill what was handed to them beside their own, and nothing that they handed over', () => {
    expect(withDelegations([ada, bo], [gives(ada, 'bo')])).toEqual([{ personId: 'bo', standings: [own('bo', ['b']), own('ada', ['a'])] }]);
  });

  it('pass a place on along the chain, with their own', () => {
    expect(places(withDelegations([ada, bo, cy], [gives(ada, 'bo'), gives(bo, 'cy')]))).toEqual({ cy: ['cy', 'ada', 'bo'] });
  });

  it('do not hold what goes in a circle, or further than five hands', () => {
    expect(withDelegations([ada, bo], [gives(ada, 'bo'), gives(bo, 'ada')])).toEqual([]);
    const chain = (hops: number) => {
      const all = Array.from({ length: hops + 1 }, (_, index) => member(`h${index}`));
      const handed = all.slice(0, -1).map((each, index) => gives(each, `h${index + 1}`));
      return places(withDelegations(all, handed))[`h${hops}`];
    };
    expect(chain(5)).toContain('h0');
    expect(chain(6)).not.toContain('h0');
    expect(chain(6)).toContain('h1');
  });

  it('get nothing while they cannot vote themselves', () => {
    expect(withDelegations([ada], [gives(ada, 'gone')])).toEqual([]);
  });

  it('fill the place as it is now, of somebody absent too, and not at all where its person is gone', () => {
    const handed = [gives(ada, 'bo')];
    const moved = member('ada', ['z']);
    expect(withDelegations([bo], handed)[0]?.standings[1]).toEqual(own('ada', ['a']));
    expect(withDelegations([moved, bo], handed)[0]?.standings[1]).toEqual(own('ada', ['z']));
    expect(withDelegations([bo], handed, [moved])[0]?.standings[1]).toEqual(own('ada', ['z']));
    expect(withDelegations([bo], handed, [])).toEqual([bo]);
  });

  it('fill only places that somebody had, and whoever handed over fills none', () => {
    const hop = fc.tuple(fc.nat(4), fc.nat(4));
    fc.assert(
      fc.property(members(), fc.uniqueArray(hop, { maxLength: 3, selector: ([from]) => from }), (all, hops) => {
        const handed = hops.map(([from, to]) => gives(all.find(({ personId }) => personId === `p${from}`) ?? member(`p${from}`), `p${to}`));
        const after = withDelegations(all, handed, []);
        const had = new Set(all.flatMap(({ standings }) => standings.map(({ as }) => as)));
        for (const { as } of after.flatMap(({ standings }) => standings)) expect(had.has(as)).toBe(true);
        for (const { personId } of after) expect(handed.some(({ from }) => from === personId)).toBe(false);
        const untouched = all.filter(({ personId }) => !handed.some(({ from, to }) => from === personId || to === personId));
        for (const each of untouched) expect(after).toContainEqual(each);
      }),
    );
  });
});
