import { expect, test } from '@jest/globals';
import { createEventStream } from './event-stream.js';

const RESET = { event: 'reset', data: {} } as const;

async function read(text: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const part of text) all += part;
  return all;
}

test('events are told in order, each whole, and the last of a batch carries what was seen', async () => {
  const stream = createEventStream();
  stream.send({ event: 'hello', data: { now: '2026-01-01T00:00:00Z', version: '1' } }, '1:2:');
  stream.send(RESET);
  stream.keepAlive('1:3:');
  const reading = read(stream.text);
  setImmediate(() => stream.end());
  expect(await reading).toBe(
    'retry: 1000\n\nevent: hello\nid: 1:2:\ndata: {"now":"2026-01-01T00:00:00Z","version":"1"}\n\nevent: reset\ndata: {}\n\n:\nid: 1:3:\n\n',
  );
});

test('a client that does not read is cut off, and nothing is kept for it', async () => {
  const stream = createEventStream();
  for (let n = 0; n < 5_000; n += 1) stream.send(RESET);
  await stream.ended;
  expect(await read(stream.text)).toBe('');
});

test('a client that reads is never cut off for how much there was', async () => {
  const stream = createEventStream();
  let parts = 0;
  const reading = (async () => {
    for await (const part of stream.text) parts += part.length;
  })();
  for (let n = 0; n < 50; n += 1) {
    for (let m = 0; m < 500; m += 1) stream.send(RESET);
    await new Promise((resolve) => setImmediate(resolve));
  }
  stream.end();
  await reading;
  expect(parts).toBe('retry: 1000\n\n'.length + 25_000 * 'event: reset\ndata: {}\n\n'.length);
});
