import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Channel, Delivery } from '../../src/channels/channel.js';
import type { RequestView } from '../../src/contracts/view.js';

/** One channel, its target, and the ways to make its vendor misbehave at the next call. */
export interface ChannelHarness {
  channel: Channel;
  target: string;
  kind: Delivery['kind'];
  /** Two states of one request, one after the other, that this channel shows differently. */
  views: readonly [RequestView, RequestView];
  /** The vendor says "too many, wait this many seconds". */
  limit(seconds: number): void;
  serverError(): void;
  /** The vendor's answer is lost after it has done its work. */
  loseAnswer(): void;
  /** The vendor says no for good. */
  refuse(): void;
  /** What a person (or a receiver) sees at the target now: one entry for each message. */
  shown(): Promise<readonly string[]>;
  /** Something that only the second view shows. */
  onlySecond: string;
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** The rules that every channel keeps, whatever its vendor does. */
export function channelContract(name: string, open: () => Promise<ChannelHarness>): void {
  describe(`${name} as a channel`, () => {
    let h: ChannelHarness;
    beforeAll(async () => {
      h = await open();
    });
    afterAll(() => h.close());

    let count = 0;
    async function fresh(over: Partial<Delivery> = {}): Promise<Delivery> {
      await h.reset();
      count += 1;
      return {
        id: `dlv_${name}_${count}`,
        kind: h.kind,
        topic: '',
        refs: [],
        target: h.target,
        message: null,
        card: null,
        attempts: 1,
        createdAt: new Date(),
        ...over,
      };
    }
    const signal = new AbortController().signal;

    it('asks nobody where nobody is asked', () => {
      expect(h.channel.targets({ refs: [], people: [], groups: [] }, h.views[0], null)).toEqual([]);
    });

    it('shows the request, and says what it needs to find the message again', async () => {
      const result = await h.channel.deliver(await fresh(), h.views[0], signal);
      expect(result).toMatchObject({ kind: 'delivered', message: expect.any(Object) });
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      expect(await h.shown()).not.toEqual([]);
    });

    it('shows a later state without repeating the earlier one', async () => {
      const delivery = await fresh();
      const first = await h.channel.deliver(delivery, h.views[0], signal);
      if (first.kind !== 'delivered') throw new Error(JSON.stringify(first));
      const before = await h.shown();
      const second = await h.channel.deliver({ ...delivery, message: first.message }, h.views[1], signal);
      expect(second.kind).toBe('delivered');
      const after = await h.shown();
      expect(after.join('\n')).toContain(h.onlySecond);
      expect(before.join('\n')).not.toContain(h.onlySecond);
      expect(new Set(after).size).toBe(after.length);
    });

    it('obeys the vendor’s "wait"', async () => {
      const delivery = await fresh();
      h.limit(7);
      expect(await h.channel.deliver(delivery, h.views[0], signal)).toMatchObject({ kind: 'later', afterMs: 7_000 });
    });

    it('leaves the time to the dispatcher when the vendor only fails', async () => {
      const delivery = await fresh();
      h.serverError();
      expect(await h.channel.deliver(delivery, h.views[0], signal)).toMatchObject({
        kind: 'later',
        afterMs: null,
        error: expect.stringMatching(/.+/),
      });
    });

    it('does not show a request twice because an answer was lost', async () => {
      const delivery = await fresh();
      h.loseAnswer();
      expect(await h.channel.deliver(delivery, h.views[0], signal)).toMatchObject({ kind: 'later' });
      expect(await h.channel.deliver({ ...delivery, attempts: 2 }, h.views[0], signal)).toMatchObject({ kind: 'delivered' });
      expect(new Set(await h.shown()).size).toBe(1);
    });

    it('gives up with a sentence where the vendor says no for good', async () => {
      const delivery = await fresh();
      h.refuse();
      expect(await h.channel.deliver(delivery, h.views[0], signal)).toEqual({ kind: 'failed', error: expect.stringMatching(/\w+ \w+/) });
    });
  });
}
