import { describe, expect, it, jest } from '@jest/globals';
import { createMoveNews } from './move-news.js';

describe('news of moves', () => {
  it('wakes everybody who waits for that request, at once, and nobody else', async () => {
    const news = createMoveNews();
    const woken: string[] = [];
    const all = ['a', 'a', 'b'].map((id) => news.next(id, 60_000).then(() => woken.push(id)));
    news.tell('a');
    await Promise.all(all.slice(0, 2));
    expect(woken).toEqual(['a', 'a']);
    news.tell('b');
    await Promise.all(all);
  });

  it('waits no longer than it was told to', async () => {
    jest.useFakeTimers();
    const late = createMoveNews().next('a', 25);
    jest.advanceTimersByTime(25);
    await late;
    jest.useRealTimers();
  });

  it('does not take an old move for a new one', async () => {
    const news = createMoveNews();
    news.tell('a');
    let woken = false;
    const next = news.next('a', 60_000).then(() => (woken = true));
    await Promise.resolve();
    expect(woken).toBe(false);
    news.tell('a');
    await next;
  });
});
