import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defineAgent } from '../../src/activities/registry.js';
import { startRules, type Rules } from './support.js';

let rules: Rules;
const keys: Record<string, string> = {};
const key = (name: string): string => keys[name] ?? '';

beforeAll(async () => {
  rules = await startRules({
    types: ['keep.votes', 'void.votes', 'edit.high', 'edit.turns', 'edit.sole', 'edit.strict', 'sent.back'],
    agents: [
      defineAgent({
        name: 'writer',
        propose: ({ input }) => Promise.resolve({ type: 'sent.back', args: { ...(input as object), n: 1 } }),
        revise: ({ action, revision }) => Promise.resolve({ ...action, args: { ...action.args, n: revision + 1 } }),
      }),
    ],
    policies: {
      'keep.yaml':
        'match: { types: ["keep.votes"] }\nreviewers: [person:ann, person:ben]\nneed: all\nkeepVotes: { unless: ["/amount", "/to/*"] }\nonTimeout: reject\n',
      'void.yaml': 'match: { types: ["void.votes"] }\nreviewers: [person:ann, person:ben]\nneed: all\nonTimeout: reject\n',
      'high.yaml': 'match: { types: ["edit.high"] }\nrisk: high\nreviewers: [person:ann, person:ben]\nonTimeout: reject\n',
      'turns.yaml':
        'match: { types: ["edit.turns"] }\nrisk: high\nreviewers: [person:ann, person:ben, person:eve]\nmaxEdits: 2\nonTimeout: reject\n',
      'sole.yaml': 'match: { types: ["edit.sole"] }\nrisk: high\nreviewers: [person:ann]\nonTimeout: reject\n',
      'edit-a.yaml': 'match: { types: ["edit.strict"], when: "action.args.amount > 100" }\nreviewers: [person:eve]\nonTimeout: reject\n',
      'edit-b.yaml': 'match: { types: ["edit.strict"] }\nreviewers: [person:ann]\nonTimeout: reject\n',
      'back.yaml':
        'match: { types: ["sent.back"] }\nreviewers: [person:ann, person:ben]\nneed: all\nkeepVotes: { unless: ["/to"] }\nonTimeout: reject\n',
    },
  });
  for (const id of ['ann', 'ben', 'eve']) keys[id] = await rules.service.person(id, []);
}, 60_000);

afterAll(async () => rules.stop(), 30_000);

const edit = (name: string, id: string, args: object) => rules.say(key(name), id, 'edit', { args, comment: 'better' });

describe('votes on a new revision', () => {
  it('stay where the change touches nothing that the policy calls material, and say where they came from', async () => {
    const request = await rules.open('keep.votes', { args: { amount: 5, to: { iban: 'x' }, note: 'helo' } });
    await rules.decide(key('ann'), request, 'approve');
    expect(await edit('ben', request.id, { amount: 5, to: { iban: 'x' }, note: 'hello' })).toMatchObject({ counted: true });
    // Ann's vote is kept, and the editor's own counts at low risk.
    const done = await rules.becomes(request.id, ({ status }) => status === 'executed');
    expect(done).toMatchObject({ revision: 2, resolution: { people: expect.arrayContaining(['ann', 'ben']) as unknown } });
    const kept = (await rules.audit(request.id)).find(({ kind }) => kind === 'votes.kept');
    expect(kept?.body).toMatchObject({ votes: [{ personId: 'ann', from: 1 }] });
  });

  it('are void where it touches a material part, or a part of it', async () => {
    for (const args of [
      { amount: 6, to: { iban: 'x' } },
      { amount: 5, to: { iban: 'y' } },
      { amount: 5, to: { iban: 'x', bank: 'z' } },
    ]) {
      const request = await rules.open('keep.votes', { args: { amount: 5, to: { iban: 'x' } } });
      await rules.decide(key('ann'), request, 'approve');
      await edit('ben', request.id, args);
      expect(await rules.view(request.id)).toMatchObject({ status: 'pending', revision: 2, awaiting: { filled: 1, need: 2 } });
    }
  });

  it('are always void where the policy says nothing', async () => {
    const request = await rules.open('void.votes', { args: { note: 'a' } });
    await rules.decide(key('ann'), request, 'approve');
    await edit('ben', request.id, { note: 'b' });
    expect(await rules.view(request.id)).toMatchObject({ status: 'pending', awaiting: { filled: 1, need: 2 } });
    expect(await rules.decide(key('ann'), request, 'approve')).toMatchObject({ counted: false, reason: 'stale_revision' });
  });

  it('are asked for again, with what each reviewer last saw, when the agent comes back', async () => {
    const answer = await rules.service.call('POST', '/v1/requests', rules.service.adminKey, { agent: 'writer', input: { to: 'x' } });
    const id = answer.body.id as string;
    await rules.becomes(id, ({ status }) => status === 'pending');
    expect((await rules.view(id, key('ann'))).lastSeen).toBeNull();
    await rules.say(key('ann'), id, 'approve');
    await rules.say(key('ben'), id, 'reject', { comment: 'another number' });
    const again = await rules.becomes(id, ({ status, revision }) => status === 'pending' && revision === 2);
    // Ann's approval of revision 1 is kept: only `/to` is material.
    expect(again.awaiting).toMatchObject({ filled: 1, need: 2 });
    expect((await rules.view(id, key('ann'))).lastSeen).toBe(1);
    expect((await rules.view(id, key('eve'))).lastSeen).toBeNull();
    await rules.say(key('ben'), id, 'approve');
    await rules.becomes(id, ({ status }) => status === 'executed');
  });
});

describe('an edit', () => {
  it('at high risk bars everybody whose edits are in it, and ends where the policy says how often', async () => {
    const request = await rules.open('edit.turns', { args: { n: 1 } });
    expect(request.awaiting).toMatchObject({ editsLeft: 2, barred: [] });
    await edit('ann', request.id, { n: 2 });
    await edit('ben', request.id, { n: 2, note: 'looks good' });
    const edited = await rules.view(request.id);
    expect(edited).toMatchObject({ revision: 3, awaiting: { editsLeft: 0, barred: [{ id: 'ann' }, { id: 'ben' }] } });
    for (const editor of ['ann', 'ben'])
      expect(await rules.say(key(editor), request.id, 'approve')).toMatchObject({ counted: false, reason: 'own_edit' });
    expect(await edit('eve', request.id, { n: 3 })).toMatchObject({ counted: false, reason: 'no_edits_left' });
    expect(await rules.say(key('eve'), request.id, 'approve')).toMatchObject({ counted: true });
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });

  it('at high risk that leaves nobody but its editors is refused, and changes nothing', async () => {
    const request = await rules.open('edit.high', { args: { n: 1 } });
    await edit('ann', request.id, { n: 2 });
    expect(await edit('ben', request.id, { n: 3 })).toMatchObject({ counted: false, reason: 'nobody_else' });
    expect(await rules.view(request.id)).toMatchObject({ status: 'pending', revision: 2, awaiting: { barred: [{ id: 'ann' }] } });
  });

  it('at high risk is never approved by its author, also not in a second step', async () => {
    const request = await rules.open('edit.high', { args: { n: 1 } });
    await edit('ann', request.id, { n: 2 });
    const edited = await rules.view(request.id);
    expect(edited).toMatchObject({ status: 'pending', revision: 2, awaiting: { filled: 0, barred: [{ id: 'ann' }] } });
    expect(await rules.say(key('ann'), request.id, 'approve')).toMatchObject({ counted: false, reason: 'own_edit' });
    await rules.say(key('ben'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });

  it('that would leave nobody to approve it is refused, and the request stays as it is', async () => {
    const request = await rules.open('edit.sole', { args: { n: 1 } });
    expect(await edit('ann', request.id, { n: 2 })).toMatchObject({ counted: false, reason: 'nobody_else', status: 'pending' });
    expect(await rules.view(request.id)).toMatchObject({ revision: 1, status: 'pending' });
    await rules.say(key('ann'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });

  it('is planned again: a stricter rule then holds', async () => {
    const request = await rules.open('edit.strict', { args: { amount: 50 } });
    expect(request.awaiting?.asked).toEqual(['person:ann']);
    await edit('ann', request.id, { amount: 500 });
    expect(await rules.view(request.id)).toMatchObject({ revision: 2, status: 'pending', awaiting: { asked: ['person:eve'], filled: 0 } });
  });
});
