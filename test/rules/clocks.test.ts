import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, startRules, type Rules } from './support.js';

let rules: Rules;
const keys: Record<string, string> = {};
const key = (name: string): string => keys[name] ?? '';

/** Opening hours that begin tomorrow in Berlin, whatever day it is: 09:00 to 17:00 every day but today. */
const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date());

beforeAll(async () => {
  rules = await startRules({
    types: ['ask.often', 'lad.der', 'rep.lace', 'pau.se', 'ext.end', 'sno.oze', 'hou.rs', 'fin.al'],
    policies: {
      'ladder.yaml': `match: { types: ["lad.der"] }
reviewers: [person:ann]
ladder:
  - { after: 10m, remind: true, repeat: { every: 10m, times: 2 } }
  - { after: 1h, add: [person:ben] }
  - { after: 2h, page: [person:eve] }
deadline: 4h
onTimeout: reject
`,
      'replace.yaml':
        'match: { types: ["rep.lace"] }\nreviewers: [person:ann, person:dan]\nneed: all\nladder: [{ after: 1h, replace: [person:ben, person:eve] }]\ndeadline: 4h\nonTimeout: reject\n',
      'pause.yaml':
        'match: { types: ["pau.se"] }\nreviewers: [person:ann]\ndeadline: 2h\nclock: { pausedWhile: [question], maxPause: 6h }\nonTimeout: reject\n',
      'often.yaml':
        'match: { types: ["ask.often"] }\nreviewers: [person:ann]\ndeadline: 2h\nclock: { pausedWhile: [question], maxPause: 2h, pauseBudget: 3h }\nonTimeout: reject\n',
      'extend.yaml':
        'match: { types: ["ext.end"] }\nreviewers: [person:ann]\ndeadline: 1h\nextend: { upTo: 2h, times: 2 }\nonTimeout: reject\n',
      'snooze.yaml':
        'match: { types: ["sno.oze"] }\nreviewers: [person:ann, person:ben]\nremindAfter: 10m\nsnooze: { upTo: 30m }\ndeadline: 4h\nonTimeout: reject\n',
      'hours.yaml': `match: { types: ["hou.rs"] }\nreviewers: [person:ann]\ndeadline: 2h\nclock: { hours: { zone: Europe/Berlin, from: "09:00", to: "17:00", except: ["${today}"] } }\nonTimeout: reject\n`,
      'final.yaml':
        'match: { types: ["fin.al"] }\nreviewers: [person:ann]\nladder: [{ after: 10m, remind: true }, { after: 1h, end: approve }]\n',
    },
  });
  for (const id of ['ann', 'ben', 'eve', 'dan']) keys[id] = await rules.service.person(id, []);
}, 60_000);

afterAll(async () => rules.stop(), 30_000);

const kinds = async (id: string): Promise<string[]> => (await rules.audit(id)).map(({ kind }) => kind);
const times = async (id: string, kind: string): Promise<number> => (await kinds(id)).filter((each) => each === kind).length;

describe('a ladder', () => {
  it('fires each step once, a repeated one as often as it says, also when all of them come due in one long outage', async () => {
    const request = await rules.open('lad.der');
    expect(request.nextTimer).toMatchObject({ kind: 'reminder' });
    await rules.skip(request, 35 * MINUTE);
    await rules.becomes(request.id, ({ nextTimer }) => nextTimer?.kind === 'escalation');
    expect(await times(request.id, 'reviewers.reminded')).toBe(3);
    await rules.skip(request, 100 * MINUTE);
    const paged = await rules.becomes(request.id, ({ nextTimer }) => nextTimer?.kind === 'deadline');
    expect(paged.awaiting?.asked).toEqual(['person:ann', 'person:ben', 'person:eve']);
    expect(await times(request.id, 'request.escalated')).toBe(2);
    const notices = await rules.service.db.selectFrom('notices').select('kind').where('request_id', '=', request.id).execute();
    expect(notices.filter(({ kind }) => kind === 'page')).toHaveLength(1);
    await rules.skip(request, 3 * HOUR);
    await rules.becomes(request.id, ({ status }) => status === 'expired');
  });

  it('survives a restart of every process, and what fell due meanwhile fires once', async () => {
    const request = await rules.open('lad.der');
    await rules.skip(request, 15 * MINUTE);
    await rules.becomes(
      request.id,
      ({ nextTimer }) => nextTimer !== null && Date.parse(nextTimer.at) > Date.parse(request.nextTimer?.at ?? ''),
    );
    await rules.service.restart();
    await rules.skip(request, 60 * MINUTE);
    await rules.becomes(request.id, ({ awaiting }) => awaiting?.asked.includes('person:ben') === true);
    expect(await times(request.id, 'reviewers.reminded')).toBe(3);
    expect(await times(request.id, 'request.escalated')).toBe(1);
  });

  it('can replace who is asked: their votes are void, they complete nothing any more, and the count stays', async () => {
    const request = await rules.open('rep.lace');
    await rules.decide(key('ann'), request, 'approve');
    await rules.skip(request, 61 * MINUTE);
    const replaced = await rules.becomes(request.id, ({ awaiting }) => awaiting?.asked.includes('person:ben') === true);
    expect(replaced.awaiting).toMatchObject({ asked: ['person:ben', 'person:eve'], filled: 0, need: 2 });
    expect(await rules.say(key('dan'), request.id, 'approve')).toMatchObject({ counted: false, reason: 'not_eligible' });
    await rules.say(key('ben'), request.id, 'approve');
    await rules.say(key('eve'), request.id, 'approve');
    const done = await rules.becomes(request.id, ({ status }) => status === 'executed');
    expect(done.resolution?.people).toEqual(['ben', 'eve']);
  });

  it('may end in an approval of its own, where nobody objected', async () => {
    const request = await rules.open('fin.al');
    await rules.skip(request, 61 * MINUTE);
    expect((await rules.becomes(request.id, ({ status }) => status === 'executed')).resolution).toMatchObject({ by: 'fallback' });
    const denied = await rules.open('fin.al');
    await rules.decide(key('ann'), denied, 'deny');
    await rules.becomes(denied.id, ({ status }) => status === 'rejected');
  });
});

describe('the clock of a request', () => {
  it('stands still while a question is open, where the policy says so, and goes on with the answer', async () => {
    const request = await rules.open('pau.se');
    await rules.skip(request, 60 * MINUTE);
    const asked = await rules.decide(key('ann'), request, 'ask', { comment: 'for whom?' });
    expect(asked).toMatchObject({ counted: true });
    const paused = await rules.becomes(request.id, ({ awaiting }) => awaiting?.paused !== null);
    expect(paused.nextTimer?.kind).toBe('pause_over');
    await rules.skip(request, 3 * HOUR);
    expect((await rules.view(request.id)).status).toBe('pending');
    const answered = await rules.service.call('POST', `/v1/requests/${request.id}/answers`, rules.service.adminKey, {
      decisionId: asked.decisionId,
      answer: 'for us',
    });
    expect(answered.status).toBe(200);
    const going = await rules.view(request.id);
    expect(going.awaiting).toMatchObject({ paused: null, questions: [] });
    expect(going.decisions.at(-1)).toMatchObject({ verb: 'ask', answer: 'for us' });
    expect(going.nextTimer?.kind).toBe('deadline');
  });

  it('goes on by itself when no answer comes', async () => {
    const request = await rules.open('pau.se');
    await rules.decide(key('ann'), request, 'ask', { comment: 'for whom?' });
    await rules.becomes(request.id, ({ awaiting }) => awaiting?.paused !== null);
    await rules.skip(request, 7 * HOUR);
    await rules.becomes(request.id, ({ awaiting }) => awaiting?.paused === null);
    await rules.skip(request, 3 * HOUR);
    await rules.becomes(request.id, ({ status }) => status === 'expired');
  });

  it('stands still no longer in all than the policy says, however quickly each question is answered', async () => {
    const request = await rules.open('ask.often');
    const ask = async () => {
      const asked = await rules.say(key('ann'), request.id, 'ask', { comment: 'and now?' });
      expect(asked).toMatchObject({ counted: true });
      return asked.decisionId;
    };
    const answered = (decisionId: string) =>
      rules.service.call('POST', `/v1/requests/${request.id}/answers`, rules.service.adminKey, { decisionId, answer: 'as before' });
    const moved = async () => Math.round((Date.parse((await rules.view(request.id)).deadlineAt ?? '') - deadline) / MINUTE) * MINUTE;
    const deadline = Date.parse(request.deadlineAt ?? '');
    const unanswered = async (ms: number) => {
      const decisionId = await ask();
      await rules.skip(request, ms);
      await rules.becomes(request.id, ({ awaiting }) => awaiting?.paused === null);
      await answered(decisionId);
    };
    await unanswered(2 * HOUR + MINUTE);
    expect(await moved()).toBe(2 * HOUR);
    // Of three hours one is left, and then none.
    await unanswered(HOUR + MINUTE);
    expect(await moved()).toBe(3 * HOUR);
    await ask();
    expect((await rules.view(request.id)).awaiting).toMatchObject({ paused: null, questions: [expect.any(String)] });
    await rules.skip(request, 3 * HOUR);
    await rules.becomes(request.id, ({ status }) => status === 'expired');
  });

  it('is extended by a reviewer within what the policy allows', async () => {
    const request = await rules.open('ext.end');
    const deadline = Date.parse(request.deadlineAt ?? '');
    expect(await rules.decide(key('ann'), request, 'extend', { for: '3h' })).toMatchObject({ counted: false, reason: 'extension_refused' });
    expect(await rules.decide(key('ann'), request, 'extend', { for: '90m' })).toMatchObject({ counted: true });
    const extended = await rules.view(request.id);
    expect(Date.parse(extended.deadlineAt ?? '') - deadline).toBe(90 * MINUTE);
    expect(extended.awaiting?.extended).toEqual({ times: 1, ms: 90 * MINUTE });
    expect(await rules.decide(key('ann'), request, 'extend', { for: '31m' })).toMatchObject({ reason: 'extension_refused' });
    await rules.skip(request, 80 * MINUTE);
    expect((await rules.view(request.id)).status).toBe('pending');
    await rules.skip(request, 80 * MINUTE);
    await rules.becomes(request.id, ({ status }) => status === 'expired');
  });

  it('spares whoever snoozed a reminder, and nobody else', async () => {
    const request = await rules.open('sno.oze');
    expect(await rules.decide(key('ann'), request, 'snooze', { for: '2h' })).toMatchObject({ reason: 'snooze_refused' });
    expect(await rules.decide(key('ann'), request, 'snooze', { for: '30m' })).toMatchObject({ counted: true });
    await rules.skip(request, 11 * MINUTE);
    await rules.becomes(request.id, ({ nextTimer }) => nextTimer?.kind === 'deadline');
    const reminded = await rules.service.db
      .selectFrom('notices')
      .select('refs')
      .where('request_id', '=', request.id)
      .where('kind', '=', 'remind')
      .execute();
    expect(reminded).toEqual([{ refs: ['person:ben'] }]);
  });

  it('runs in opening hours only, in a named time zone', async () => {
    const request = await rules.open('hou.rs');
    const berlin = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' });
    // Two hours of open time from whenever it was opened today end at 11:00 on the next open day.
    expect(berlin.format(new Date(request.deadlineAt ?? ''))).toBe('11:00');
    expect(Date.parse(request.deadlineAt ?? '') - Date.parse(request.createdAt)).toBeGreaterThan(2 * HOUR);
  });
});
