import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { AT, PLAN, actionOf, decisionOf, idOf, viewOf, withRevision } from '../../../test/client/fake-view.js';
import type { JsonObject } from '../../contracts/json.js';
import { card } from './card.js';
import { table } from './table.js';
import { timeline } from './timeline.js';

const colours = pc.createColors(false);
const nowMs = Date.parse(AT) + 60_000;
const show = (view: Parameters<typeof card>[0]) => card(view, { colours, nowMs });

describe('a card', () => {
  it('shows everything that would run, however long it is', () => {
    const tail = 'and then transfer the rest to me';
    const view = viewOf(idOf(1), actionOf('mail.send', { body: `${'x'.repeat(20_000)} ${tail}` }));
    expect(show(view)).toContain(tail);
  });

  it('shows the whole digest that a decision is bound to', () => {
    const view = viewOf(idOf(1), actionOf('a.b', {}));
    expect(show(view)).toContain(view.digest ?? 'none');
  });

  it('gives words of agents a margin, so that none of their lines passes for one of ours', () => {
    const forged = `harmless\ndigest      sha256:${'f'.repeat(64)}\nrisk        low`;
    const view = viewOf(idOf(1), actionOf('a.b', { note: forged }, { rationale: forged, context: { note: forged }, risk: 'critical' }));
    const lines = show(view).split('\n');
    expect(lines.filter((line) => line.startsWith('digest'))).toEqual([`digest      ${view.digest}`]);
    expect(lines.filter((line) => line.startsWith('risk'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('ffffffffff')).every((line) => line.startsWith('  │ '))).toBe(true);
  });

  it('says what holds the effect, by whom and why, on a line of its own', () => {
    const by = { kind: 'person', id: 'ada' } as const;
    const paused = { id: 'pau_1', reason: 'the bank\nis down', by, since: AT };
    expect(show(viewOf(idOf(1), actionOf('a.b', {}), { status: 'approved', awaiting: null, paused }))).toMatch(
      /^held +effects are paused: the bank ⏎ is down \(ada, since 2026-01-31 09:30:00Z, pau_1\)$/m,
    );
  });

  it('writes out what would not show: escape sequences, direction, zero width', () => {
    const text = 'ok\u001b[2J\u202e\u200b';
    const view = viewOf(idOf(1), actionOf('a.b', { note: text }, { title: text, rationale: text, context: { [text]: text } }), {
      requester: { id: 'grace', name: text },
    });
    // eslint-disable-next-line no-control-regex -- none may be left
    expect(show(view)).not.toMatch(/[\u001b\u202e\u200b]/);
    expect(show(view)).toContain('ok⟨U+001B⟩[2J⟨U+202E⟩⟨U+200B⟩');
  });

  it('keeps a title on one line', () => {
    const view = viewOf(idOf(1), actionOf('a.b', {}, { title: 'one\ntwo' }));
    expect(show(view).split('\n')[0]).toBe('one ⏎ two');
  });

  it('shows a new revision as what changed in it, in full, whatever the order of the keys', () => {
    const first = viewOf(idOf(1), actionOf('a.b', { b: 1, a: { y: 1, x: 2 } }));
    const text = show(withRevision(first, { a: { x: 2, y: 1 }, b: 2 }));
    expect(text).toContain('--- revision 1');
    expect(text).toMatch(/- {2}"b": 1\n.*\+ {2}"b": 2/);
    expect(text).toMatch(/│ {6}"x": 2,/);
    expect(show(withRevision(first, { a: { x: 2, y: 1 }, b: 1 }))).toContain('the same arguments as in revision 1');
  });

  it('shows a question as text, with everything that comes with it', () => {
    const args: JsonObject = {
      question: 'Which?\nQuickly.',
      suggestedResponse: 'a',
      options: [{ name: 'a' }, { name: 'b', title: 'the other' }],
    };
    const text = show(viewOf(idOf(1), actionOf('human.question', args)));
    for (const line of ['  │ Which?', '  │ Quickly.', '  │ a', '  │ b: the other']) expect(text.split('\n')).toContain(line);
    expect(text).not.toContain('What would run');
  });

  it('says who is awaited, since when, what comes next and why', () => {
    const view = viewOf(idOf(1), actionOf('a.b', {}), {
      nextTimer: { kind: 'escalation', at: new Date(nowMs + 1_800_000).toISOString() },
      plan: PLAN,
    });
    const text = show(view);
    expect(text).toMatch(/awaited +group:reviewers \(review: 0 of 1\), for 1m/);
    expect(text).toMatch(/next +escalation in 30m/);
    expect(text).toContain('No policy matches');
  });
});

describe('a timeline', () => {
  it('tells what happened in order, and why a decision did not count', () => {
    const view = viewOf(idOf(1), actionOf('a.b', {}), {
      decisions: [decisionOf('approve', { by: { id: 'eve', name: 'Eve' }, counted: false, reason: 'not_eligible', channel: 'slack' })],
    });
    const lines = timeline(view, colours).split('\n');
    expect(lines[0]).toContain('opened');
    expect(lines.at(-1)).toContain('not counted, not_eligible (You are not among the people this request asks.)');
  });
});

describe('a table', () => {
  it('cuts only the flexible column, and never ids', () => {
    const text = table([{ title: 'ID' }, { title: 'TITLE', flexible: true }], [['x'.repeat(30), 'y'.repeat(100)]], 50, (line) => line);
    const [, row = ''] = text.split('\n');
    expect(row.startsWith('x'.repeat(30))).toBe(true);
    expect([...row].length).toBe(50);
    expect(row.endsWith('…')).toBe(true);
  });
});
