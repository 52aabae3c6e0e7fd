import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import type { Countersign } from '../../../client/src/countersign.js';
import type { RequestView } from '../../contracts/view.js';
import { sampleView } from '../../../test/support/sample-views.js';
import type { Context } from '../context.js';
import { askingReviewer, Left, reviewed, scriptedReviewer } from './reviewer.js';

const { signal } = new AbortController();

/** A queue of one request, which ends when it is decided. */
function service(view: Partial<RequestView>) {
  const decided: unknown[] = [];
  let ended = (_value: string): void => undefined;
  const work = new Promise<string>((resolve) => (ended = resolve));
  const request = { id: 'req_1', status: 'pending', revision: 1, digest: 'sha256:0', decisions: [], ...view };
  const client = {
    requests: {
      page: () => Promise.resolve({ items: decided.length === 0 ? [request] : [] }),
      get: () => Promise.resolve(request),
      decide: (_id: string, said: unknown) => {
        decided.push(said);
        ended('done');
        return Promise.resolve({ counted: true });
      },
    },
  } as unknown as Countersign;
  return { client, work, decided, fail: (error: Error) => Promise.reject<string>(error) };
}

describe('the reviewer of the demonstration', () => {
  it('decides what comes up until the work is done, each request once', async () => {
    const { client, work, decided } = service({ type: 'agent.output' });
    expect(await reviewed(work, { client, id: 'rae' }, scriptedReviewer(client), signal)).toBe('done');
    expect(decided).toMatchObject([{ verb: 'reject', revision: 1, digest: 'sha256:0' }]);
  });

  it('takes the recommendation of a prepared decision', async () => {
    const action = { args: { question: '?', suggestedResponse: 'B' } } as unknown as RequestView['action'];
    const { client, work, decided } = service({ type: 'human.question', action });
    await reviewed(work, { client, id: 'rae' }, scriptedReviewer(client), signal);
    expect(decided).toMatchObject([{ verb: 'answer', answer: 'B' }]);
  });

  it('passes on what the work throws, and stops when asked to', async () => {
    const { client, fail } = service({});
    const none = () => Promise.resolve();
    await expect(reviewed(fail(new Error('down')), { client, id: 'rae' }, none, signal)).rejects.toThrow('down');
    const never = new Promise<string>(() => undefined);
    await expect(reviewed(never, { client, id: 'rae' }, none, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });

  it('lets a person leave', async () => {
    const { client } = service({ status: 'cancelled' });
    const asking = askingReviewer({ io: { signal }, say: () => undefined } as unknown as Context, client, 'rae');
    await expect(asking({ id: 'req_1' } as RequestView)).resolves.toBeUndefined();
    const open = service(sampleView({ awaiting: null }));
    const context = {
      io: { signal, nowMs: Date.now, ask: { key: () => Promise.resolve('q') } },
      say: () => undefined,
      colours: pc.createColors(false),
    };
    await expect(askingReviewer(context as unknown as Context, open.client, 'rae')({ id: 'req_1' } as RequestView)).rejects.toThrow(Left);
  });
});
