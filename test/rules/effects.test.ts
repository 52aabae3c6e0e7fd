import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction, OutcomeUnknown } from '../../src/activities/registry.js';
import { HOUR, MINUTE, startRules, type Rules } from './support.js';

let rules: Rules;
const keys: Record<string, string> = {};
const key = (name: string): string => keys[name] ?? '';
/** What the target holds, as an action's precondition sees it. */
const ground = { etag: 'a' };
const acted: string[] = [];
const undone: string[] = [];
const now = new Date();
const iso = (ms: number) => new Date(now.getTime() + ms).toISOString().slice(0, 16);

beforeAll(async () => {
  rules = await startRules({
    types: ['win.dow', 'fro.zen', 'tight.en', 'cal.ler'],
    actions: [
      defineAction({
        type: 'rests.on',
        args: z.record(z.string(), z.json()),
        precondition: () => Promise.resolve(ground.etag),
        execute: (_args, { requestId }) => {
          acted.push(requestId);
          return Promise.resolve(null);
        },
      }),
      defineAction({
        type: 'who.knows',
        args: z.record(z.string(), z.json()),
        execute: () => Promise.reject(new OutcomeUnknown('the line went dead')),
        undo: (args) => Promise.resolve({ type: 'who.undo', args, title: 'Take it back' }),
      }),
      defineAction({
        type: 'no.undo',
        args: z.record(z.string(), z.json()),
        execute: () => Promise.reject(new OutcomeUnknown('the line went dead')),
      }),
      defineAction({
        type: 'no.asking',
        args: z.record(z.string(), z.json()),
        execute: () => Promise.reject(new OutcomeUnknown('the line went dead')),
      }),
      defineAction({
        type: 'who.undo',
        args: z.record(z.string(), z.json()),
        execute: (_args, { requestId }) => {
          undone.push(requestId);
          return Promise.resolve(null);
        },
      }),
    ],
    policies: {
      'window.yaml': 'match: { types: ["win.dow"] }\nreviewers: [person:ann, person:ben]\nvetoWindow: 30m\nonTimeout: reject\n',
      'caller.yaml': 'match: { types: ["cal.ler"] }\nreviewers: [person:ann, person:ben]\nvetoWindow: 30m\nonTimeout: reject\n',
      'frozen.yaml': `match: { types: ["fro.zen"] }\nreviewers: [person:ann]\nfreeze: [{ zone: UTC, from: "${iso(-HOUR)}", to: "${iso(5 * HOUR)}" }]\nonTimeout: reject\n`,
      'tight.yaml': 'match: { types: ["tight.en"] }\nreviewers: [person:ann]\nvetoWindow: 30m\nonTimeout: reject\n',
      'auto.yaml': 'match: { types: ["no.asking"] }\nroute: auto\nonTimeout: reject\n',
      'zz.yaml': 'match: { types: ["*"] }\nreviewers: [person:ann, person:ben]\nonTimeout: reject\n',
    },
  });
  for (const id of ['ann', 'ben', 'eve']) keys[id] = await rules.service.person(id, []);
  keys['rev'] = await rules.service.person('rev', ['reviewers']);
}, 60_000);

afterAll(async () => rules.stop(), 30_000);

describe('a veto window', () => {
  it('keeps the effect back for its time, and then lets it run', async () => {
    const request = await rules.open('win.dow');
    await rules.decide(key('ann'), request, 'approve');
    const approved = await rules.becomes(request.id, ({ status }) => status === 'approved');
    expect(approved.nextTimer).toMatchObject({ kind: 'run_from', at: approved.runFrom });
    await rules.skip(request, 20 * MINUTE);
    expect((await rules.view(request.id)).status).toBe('approved');
    expect(rules.ran).not.toContain(request.id);
    rules.service.skipClock(31 * MINUTE);
    await rules.skip(request, 11 * MINUTE);
    await rules.becomes(request.id, ({ status }) => status === 'executed');
    rules.service.skipClock(-31 * MINUTE);
  });

  it('lets a denial stop it, and an approval be taken back', async () => {
    const denied = await rules.open('win.dow');
    await rules.decide(key('ann'), denied, 'approve');
    await rules.becomes(denied.id, ({ status }) => status === 'approved');
    expect(await rules.say(key('ben'), denied.id, 'deny', { comment: 'wait' })).toMatchObject({ counted: true });
    expect((await rules.becomes(denied.id, ({ status }) => status === 'rejected')).resolution?.reason).toContain('before the effect');
    const retracted = await rules.open('win.dow');
    await rules.decide(key('ann'), retracted, 'approve');
    await rules.becomes(retracted.id, ({ status }) => status === 'approved');
    expect(await rules.say(key('ann'), retracted.id, 'retract')).toMatchObject({ counted: true, status: 'pending' });
    expect(rules.ran).not.toContain(denied.id);
  });

  it('gives a caller no permit before its end', async () => {
    const bot = await rules.service.agentKey('caller');
    const opened = await rules.service.call('POST', '/v1/requests', bot, { action: { type: 'cal.ler', args: {} }, execute: 'caller' });
    const request = await rules.becomes(opened.body.id as string, ({ status }) => status === 'pending');
    await rules.decide(key('ann'), request, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'approved');
    const early = await rules.service.call('POST', `/v1/requests/${request.id}/permit`, bot, { digest: request.digest });
    expect(early).toMatchObject({ status: 409, body: { code: 'too_early' } });
    const waited = await rules.service.call('GET', `/v1/requests/${request.id}/wait?until=resolved&timeout=1s`, bot);
    expect(waited.body).toMatchObject({ status: 'approved', runFrom: expect.any(String) as unknown });
  });
});

describe('a freeze', () => {
  it('puts the effect off to its end', async () => {
    const request = await rules.open('fro.zen');
    await rules.decide(key('ann'), request, 'approve');
    const approved = await rules.becomes(request.id, ({ status }) => status === 'approved');
    expect(approved.runFrom?.slice(0, 16)).toBe(iso(5 * HOUR));
    expect(rules.ran).not.toContain(request.id);
  });
});

describe('a policy that was tightened after the approval', () => {
  it('asks for what it asks now, and what was given counts towards it', async () => {
    const request = await rules.open('tight.en');
    await rules.decide(key('ann'), request, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'approved');
    const text = 'match: { types: ["tight.en"] }\nreviewers: [person:ann, person:ben]\nneed: all\nonTimeout: reject\n';
    const response = await fetch(`${rules.service.url}/v1/policies/tight`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${rules.service.adminKey}`, 'content-type': 'application/yaml' },
      body: text,
    });
    expect(response.ok).toBe(true);
    rules.service.skipClock(31 * MINUTE);
    await rules.skip(request, 31 * MINUTE);
    const again = await rules.becomes(request.id, ({ status }) => status === 'pending');
    expect(again.awaiting).toMatchObject({ filled: 1, need: 2 });
    expect(rules.ran).not.toContain(request.id);
    await rules.say(key('ben'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
    rules.service.skipClock(-31 * MINUTE);
  });
});

describe('what an action rests on', () => {
  it('is looked at when people are asked; unchanged, the effect runs', async () => {
    const request = await rules.open('rests.on');
    const seen = await rules.becomes(request.id, ({ revisions }) => revisions[0]?.observed !== null);
    expect(seen.revisions[0]?.observed).toMatchObject({ print: 'a' });
    await rules.decide(key('ann'), request, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });

  it('that has changed stops the effect: people are asked again on what holds now, and then it runs', async () => {
    const request = await rules.open('rests.on');
    await rules.becomes(request.id, ({ revisions }) => revisions[0]?.observed !== null);
    ground.etag = 'b';
    await rules.decide(key('ann'), request, 'approve');
    await rules.becomes(request.id, ({ status, revisions }) => status === 'pending' && revisions[0]?.observed?.print === 'b');
    expect(acted).not.toContain(request.id);
    expect((await rules.audit(request.id)).map(({ kind }) => kind)).toContain('precondition.changed');
    await rules.say(key('ann'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
    expect(acted.filter((id) => id === request.id)).toHaveLength(1);
  });
});

describe('an unknown outcome', () => {
  const unknown = async (type: string) => {
    const request = await rules.open(type, { args: { n: 1 } });
    await rules.decide(key('ann'), request, 'approve');
    return rules.becomes(request.id, ({ status }) => status === 'unknown');
  };
  const settle = (id: string, answer: string, who = 'ben') =>
    rules.say(key(who), id, 'settle', { answer, comment: 'I looked at the target' });

  it('is settled by somebody who was asked, with evidence, and by nobody else', async () => {
    const request = await unknown('who.knows');
    expect(await settle(request.id, 'happened', 'eve')).toMatchObject({ counted: false, reason: 'not_eligible' });
    expect(await rules.say(key('ben'), request.id, 'settle', { answer: 'happened' })).toMatchObject({
      counted: false,
      reason: 'comment_required',
    });
    expect(await settle(request.id, 'happened')).toMatchObject({ counted: true });
    await rules.becomes(request.id, ({ status }) => status === 'executed');
    expect(await settle(request.id, 'happened')).toMatchObject({ counted: false, reason: 'not_unknown' });
  });

  it('that did not happen becomes a new revision with new votes', async () => {
    const request = await unknown('who.knows');
    await settle(request.id, 'did_not_happen');
    const again = await rules.becomes(request.id, ({ status }) => status === 'pending');
    expect(again).toMatchObject({ revision: 2, awaiting: { filled: 0 } });
    expect(again.digest).not.toBe(request.digest);
  });

  it('is undone as a request of its own, which people approve', async () => {
    const request = await unknown('who.knows');
    await settle(request.id, 'compensate');
    const done = await rules.becomes(request.id, ({ status, followUps }) => status === 'executed' && followUps.length === 1);
    const undo = await rules.becomes(done.followUps[0] ?? '', ({ status }) => status === 'pending');
    expect(undo).toMatchObject({ type: 'who.undo', follows: request.id, action: { args: { n: 1 } } });
    expect(undone).toEqual([]);
    await rules.say(key('ann'), undo.id, 'approve');
    await rules.becomes(undo.id, ({ status }) => status === 'executed');
    expect(undone).toEqual([undo.id]);
  });

  it('has an undo that the requester of the effect does not approve', async () => {
    const request = await rules.open('who.knows', { args: { n: 2 }, requester: 'eve' });
    await rules.decide(key('ann'), request, 'approve');
    const lost = await rules.becomes(request.id, ({ status }) => status === 'unknown');
    expect(await settle(lost.id, 'compensate')).toMatchObject({ counted: true });
    const done = await rules.becomes(lost.id, ({ followUps }) => followUps.length === 1);
    const undo = await rules.becomes(done.followUps[0] ?? '', ({ status }) => status === 'pending');
    expect(undo).toMatchObject({ requester: { id: 'eve' }, agent: 'bot' });
    expect(await rules.say(key('eve'), undo.id, 'approve')).toMatchObject({ counted: false, reason: 'self_approval' });
  });

  it('has an undo that others approve than whoever wanted it undone', async () => {
    const request = await unknown('who.knows');
    expect(request.canUndo).toBe(true);
    await settle(request.id, 'compensate', 'ben');
    const done = await rules.becomes(request.id, ({ followUps }) => followUps.length === 1);
    const undo = await rules.becomes(done.followUps[0] ?? '', ({ status }) => status === 'pending');
    expect(await rules.say(key('ben'), undo.id, 'approve')).toMatchObject({ counted: false, reason: 'self_approval' });
    expect(await rules.say(key('ann'), undo.id, 'approve')).toMatchObject({ counted: true });
  });

  it('of what nobody was asked about is settled by the default reviewers, who hear of it', async () => {
    const request = await rules.open('no.asking', { args: { n: 1 } });
    const lost = await rules.becomes(request.id, ({ status }) => status === 'unknown');
    expect(lost).toMatchObject({ resolution: { by: 'policy' }, plan: { stages: [], settlers: ['group:reviewers'] }, canUndo: false });
    expect(await settle(request.id, 'happened', 'ben')).toMatchObject({ counted: false, reason: 'not_eligible' });
    expect(await settle(request.id, 'happened', 'rev')).toMatchObject({ counted: true });
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });

  it('stays unknown where the action cannot be undone', async () => {
    const request = await unknown('no.undo');
    await settle(request.id, 'compensate');
    await rules.becomes(request.id, ({ status, move }) => status === 'unknown' && move > request.move + 1);
    expect((await rules.audit(request.id)).map(({ kind }) => kind)).toContain('effect.not_undone');
    expect(await settle(request.id, 'happened')).toMatchObject({ counted: true });
  });
});
