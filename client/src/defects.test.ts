import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeService } from '../../test/client/fake-service.js';
import { Countersign } from './countersign.js';
import { Denied } from './errors.js';

let fake: FakeService;
let client: Countersign;
let ran: string[];

beforeEach(async () => {
  fake = new FakeService();
  client = new Countersign({ url: await fake.start(), apiKey: 'csk_test' });
  ran = [];
});
afterEach(() => fake.stop());

const remove = ({ file }: { file: string }): void => void ran.push(file);
const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** Three calls of one turn of an agent, and the id of the request of each. */
async function threeCalls(): Promise<{ results: Promise<unknown>[]; idOf: (file: string) => string }> {
  const gated = client.requireApproval(remove, { type: 'file.remove' });
  const results = ['a', 'b', 'c'].map((file) => settled(gated({ file })));
  await fake.untilCalled(/wait/, 3);
  const idOf = (file: string): string => {
    const found = [...fake.submissions].find(([, submitted]) => JSON.stringify(submitted).includes(`"file":"${file}"`));
    if (!found) throw new Error(`no request for ${file}`);
    return found[0];
  };
  return { results, idOf };
}

describe('a defect that others shipped, in a gate', () => {
  it('one rejection dropped its approved siblings', async () => {
    const { results, idOf } = await threeCalls();
    fake.resolve(idOf('b'), 'rejected');
    fake.resolve(idOf('a'), 'approved');
    fake.resolve(idOf('c'), 'approved');
    const [a, b, c] = await Promise.all(results);
    expect([a, c]).toEqual([undefined, undefined]);
    expect(b).toBeInstanceOf(Denied);
    expect([...ran].sort()).toEqual(['a', 'c']);
  });

  it('decisions matched by array position', async () => {
    const { results, idOf } = await threeCalls();
    // The last call is decided first, and it alone.
    fake.resolve(idOf('c'), 'approved');
    await results[2];
    expect(ran).toEqual(['c']);
    fake.resolve(idOf('a'), 'rejected');
    fake.resolve(idOf('b'), 'rejected');
    const [a, b] = await Promise.all(results);
    expect([a, b]).toEqual([expect.any(Denied), expect.any(Denied)]);
    expect(ran).toEqual(['c']);
  });

  it.each([
    [
      'title',
      {
        title: () => {
          throw new Error('hook');
        },
      },
    ],
    [
      'key',
      {
        key: () => {
          throw new Error('hook');
        },
      },
    ],
    [
      'risk',
      {
        risk: () => {
          throw new Error('hook');
        },
      },
    ],
    [
      'reviewers',
      {
        reviewers: () => {
          throw new Error('hook');
        },
      },
    ],
    [
      'onWaiting',
      {
        onWaiting: () => {
          throw new Error('hook');
        },
      },
    ],
  ] as const)('hook error let the tool run (%s)', async (_, options) => {
    const result = settled(client.requireApproval(remove, { type: 'file.remove', ...options })({ file: 'a' }));
    expect(await result).toMatchObject({ message: 'hook' });
    expect(ran).toEqual([]);
  });

  it('hook error let the tool run (a service that answers nonsense)', async () => {
    fake.fail({ match: /POST \/v1\/requests$/, kind: 'answer', status: 400, times: 1 });
    expect(await settled(client.requireApproval(remove, { type: 'file.remove' })({ file: 'a' }))).toBeInstanceOf(Error);
    expect(ran).toEqual([]);
  });
});
