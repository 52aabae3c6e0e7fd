import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { HOUR, startRules, type Rules } from './support.js';
import { wakeAfterDirectoryChange } from '../../src/intake/reconcile.js';

let rules: Rules;
const keys: Record<string, string> = {};
const key = (name: string): string => keys[name] ?? '';
const day = 24 * HOUR;

beforeAll(async () => {
  rules = await startRules({
    types: ['pair.all', 'one.any', 'fall.back', 'lad.der', 'dead.end', 'abs.ent', 'hand.over', 're.assign', 've.to'],
    policies: {
      'pair.yaml':
        'match: { types: ["pair.all"] }\nreviewers: [person:ann, person:ben]\nneed: all\ndeny: 2\nladder: [{ after: 8h, add: [person:eve] }]\nonTimeout: reject\n',
      'one.yaml': 'match: { types: ["one.any"] }\nreviewers: [person:ann]\nonTimeout: reject\n',
      'fall.yaml':
        'match: { types: ["fall.back"] }\nreviewers: [group:empty]\nfallback: [person:eve]\nescalate: { after: 4h, to: [person:ann] }\nonTimeout: reject\n',
      'lad.yaml':
        'match: { types: ["lad.der"] }\nreviewers: [group:empty]\nescalate: [{ after: 4h, to: [person:ann] }]\nonTimeout: reject\n',
      'dead.yaml':
        'match: { types: ["dead.end"] }\nreviewers: [person:ann, person:ben]\nneed: all\ndeny: 2\ndeadline: 2h\nonTimeout: approve\n',
      'abs.yaml':
        'match: { types: ["abs.ent"] }\nreviewers: [person:ann, person:ben]\nneed: all\nescalate: { after: 8h, to: [person:eve] }\nonTimeout: reject\n',
      'hand.yaml': 'match: { types: ["hand.over"] }\nreviewers: [person:ann, person:ben]\nneed: all\nonTimeout: reject\n',
      'veto.yaml':
        'match: { types: ["ve.to"] }\nreviewers: [person:ann, person:ben]\nneed: all\ndeny: 2\nveto: [person:ann]\nonTimeout: reject\n',
      're.yaml': 'match: { types: ["re.assign"] }\nreviewers: [person:ann]\nonTimeout: reject\n',
    },
  });
  const { service } = rules;
  for (const id of ['ann', 'ben', 'eve', 'dan']) keys[id] = await service.person(id, []);
  keys['max'] = await service.person('max', [], ['assign']);
  await service.person('gone', ['empty']);
  await rules.directory((tx) => tx.updateTable('people').set({ active: false }).where('id', '=', 'gone').execute());
}, 60_000);

afterAll(async () => rules.stop(), 30_000);

async function absent(person: string, fromMs: number, untilMs: number, delegateId: string | null): Promise<string> {
  const now = Date.now();
  const body = {
    from: new Date(now + fromMs).toISOString(),
    until: new Date(now + untilMs).toISOString(),
    ...(delegateId ? { delegateId } : {}),
  };
  const answer = await rules.service.call('POST', `/v1/people/${person}/absences`, rules.service.adminKey, body);
  expect(answer.status).toBe(201);
  return answer.body.id as string;
}

const back = (person: string, id: string) => rules.service.call('DELETE', `/v1/people/${person}/absences/${id}`, rules.service.adminKey);

describe('reachability', () => {
  it('asks further people at once when a denial or an abstention leaves too few, and never lowers the count', async () => {
    const request = await rules.open('pair.all');
    expect(request.awaiting).toMatchObject({ asked: ['person:ann', 'person:ben'], need: 2, missing: null });
    expect(await rules.decide(key('ben'), request, 'abstain', { comment: 'not mine' })).toMatchObject({ counted: true, status: 'pending' });
    const now = await rules.view(request.id);
    expect(now.awaiting).toMatchObject({ asked: ['person:ann', 'person:ben', 'person:eve'], need: 2, missing: null });
    const entries = (await rules.audit(request.id)).map(({ kind }) => kind);
    expect(entries.filter((kind) => kind === 'request.unreachable')).toHaveLength(1);
    expect(entries).toContain('request.escalated');
    await rules.say(key('ann'), request.id, 'approve');
    expect((await rules.view(request.id)).status).toBe('pending');
    await rules.say(key('eve'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });

  it('names the smallest missing set when nobody further can be asked, and silence does not approve', async () => {
    const request = await rules.open('dead.end');
    await rules.decide(key('ben'), request, 'abstain');
    expect((await rules.view(request.id)).awaiting?.missing).toEqual([{ stage: 'review', entries: ['person:ben'], need: 1 }]);
    await rules.skip(request, 3 * HOUR);
    const done = await rules.becomes(request.id, ({ status }) => status !== 'pending');
    expect(done).toMatchObject({ status: 'expired', resolution: { reason: 'nobody could decide before the deadline' } });
  });

  it('asks the fallback first and the ladder second when nobody can be found at the start', async () => {
    const fallback = await rules.open('fall.back');
    expect(fallback.awaiting).toMatchObject({ asked: ['group:empty', 'person:eve'], missing: null });
    const ladder = await rules.open('lad.der');
    expect(ladder.awaiting).toMatchObject({ asked: ['group:empty', 'person:ann'], missing: null });
  });

  it('refuses a request that nobody could ever satisfy when it is opened', async () => {
    const body = { action: { type: 'one.any', args: {} }, requester: 'ann' };
    const answer = await rules.service.call('POST', '/v1/requests', await rules.service.agentKey('late'), body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'unsatisfiable_reviewers' } });
    const left = await rules.service.db.selectFrom('requests').select('id').where('requester_id', '=', 'ann').execute();
    expect(left).toEqual([]);
  });

  it('is looked at again when somebody is removed, and when they come back', async () => {
    const request = await rules.open('pair.all');
    await rules.directory((tx) => tx.updateTable('people').set({ active: false }).where('id', '=', 'ben').execute());
    await wakeAll();
    await rules.becomes(request.id, ({ awaiting }) => awaiting?.asked.includes('person:eve') === true);
    await rules.directory((tx) => tx.updateTable('people').set({ active: true }).where('id', '=', 'ben').execute());
    await rules.decide(key('ann'), request, 'approve');
    await rules.say(key('ben'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });
});

/** What the reconciler does every 20 seconds. */
async function wakeAll(): Promise<void> {
  const { service } = rules;
  const temporal = {
    signal: async (id: string, signal: unknown) =>
      void (await service.temporal.workflow.getHandle(`approval/${id}`).signal('humanDecision', signal)),
  };
  await wakeAfterDirectoryChange({ moves: { db: service.db }, temporal, clock: () => Date.now() } as never);
}

describe('an absence', () => {
  it('sends the place to the delegate, records both names, and counts both as one human', async () => {
    const id = await absent('ben', -1000, 2 * HOUR, 'dan');
    const request = await rules.open('abs.ent');
    expect(request.awaiting?.missing).toBeNull();
    const mine = await rules.service.call('GET', '/v1/requests?reviewer=dan', key('dan'));
    expect(mine.body.items.map((item: { id: string }) => item.id)).toContain(request.id);
    expect(await rules.decide(key('dan'), request, 'approve')).toMatchObject({ counted: true, status: 'pending' });
    const seen = await rules.view(request.id);
    expect(seen.decisions.at(-1)).toMatchObject({ by: { id: 'dan' }, onBehalfOf: { id: 'ben' }, counted: true });
    expect(await rules.decide(key('ben'), request, 'approve')).toMatchObject({ counted: false, reason: 'duplicate' });
    await rules.say(key('ann'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
    await back('ben', id);
  });

  it('without a delegate escalates at once, and whoever is back early may vote', async () => {
    const id = await absent('ben', -1000, day, null);
    const request = await rules.open('abs.ent');
    expect(request.awaiting?.asked).toContain('person:eve');
    await rules.decide(key('ann'), request, 'approve');
    await rules.say(key('ben'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
    await back('ben', id);
  });

  it('that begins while people are asked is noticed', async () => {
    const request = await rules.open('abs.ent');
    const id = await absent('ben', 1_500, day, null);
    await rules.becomes(request.id, ({ awaiting }) => awaiting?.asked.includes('person:eve') === false);
    await until(async () => {
      await wakeAll();
      return (await rules.view(request.id)).awaiting?.asked.includes('person:eve') === true;
    }, 20_000);
    await back('ben', id);
  }, 60_000);
});

describe('a hand-over by hand', () => {
  it('gives the place to another person, who decides with both names in the record; the first one may take it back', async () => {
    const request = await rules.open('hand.over');
    expect(await rules.decide(key('ann'), request, 'delegate', { to: 'dan', comment: 'you know it better' })).toMatchObject({
      counted: true,
    });
    const handed = await rules.view(request.id);
    expect(handed.awaiting).toMatchObject({ delegations: [{ from: { id: 'ann' }, to: { id: 'dan' } }] });
    expect(handed.awaiting?.asked).toContain('person:dan');
    expect(await rules.say(key('ann'), request.id, 'approve')).toMatchObject({ counted: false, reason: 'not_eligible' });
    expect(await rules.say(key('dan'), request.id, 'approve')).toMatchObject({ counted: true });
    await rules.say(key('ben'), request.id, 'approve');
    const done = await rules.becomes(request.id, ({ status }) => status === 'executed');
    expect(done.decisions.find(({ verb, by }) => verb === 'approve' && by.id === 'dan')).toMatchObject({ onBehalfOf: { id: 'ann' } });
  });

  it('does not make one human two: who is handed a place has one vote', async () => {
    const request = await rules.open('hand.over');
    await rules.decide(key('ann'), request, 'delegate', { to: 'ben' });
    expect((await rules.view(request.id)).awaiting?.missing).not.toBeNull();
    await rules.say(key('ben'), request.id, 'approve');
    expect((await rules.view(request.id)).status).toBe('pending');
    expect(await rules.say(key('ann'), request.id, 'retract')).toMatchObject({ counted: true });
    expect((await rules.view(request.id)).awaiting?.missing).toBeNull();
    await rules.say(key('ann'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });

  it('refuses circles, strangers to the house and itself', async () => {
    const request = await rules.open('hand.over');
    expect(await rules.decide(key('ann'), request, 'delegate', { to: 'ann' })).toMatchObject({ reason: 'delegation_refused' });
    expect(await rules.decide(key('ann'), request, 'delegate', { to: 'nobody' })).toMatchObject({ reason: 'delegation_refused' });
    await rules.decide(key('ann'), request, 'delegate', { to: 'dan' });
    expect(await rules.decide(key('dan'), request, 'delegate', { to: 'ann' })).toMatchObject({ reason: 'delegation_refused' });
  });
});

describe('reassigning', () => {
  it('needs a permission, swaps the entry, and whoever does it does not fill it', async () => {
    const request = await rules.open('re.assign');
    const swap = { from: 'person:ann', to: 'person:eve' };
    expect(await rules.decide(key('ann'), request, 'reassign', swap)).toMatchObject({ reason: 'reassign_not_permitted' });
    expect(await rules.decide(key('max'), request, 'reassign', { ...swap, from: 'person:dan' })).toMatchObject({
      reason: 'not_asked_entry',
    });
    expect(await rules.decide(key('max'), request, 'reassign', swap)).toMatchObject({ counted: true });
    expect((await rules.view(request.id)).awaiting?.asked).toEqual(['person:eve']);
    expect(await rules.decide(key('ann'), request, 'approve')).toMatchObject({ counted: false, reason: 'not_eligible' });
    await rules.decide(key('max'), request, 'reassign', { from: 'person:eve', to: 'person:max' });
    expect(await rules.say(key('max'), request.id, 'approve')).toMatchObject({ counted: false, reason: 'own_reassignment' });
  });

  it('gives nobody the place of a veto, and says which places may be given', async () => {
    const request = await rules.open('ve.to');
    expect(request.awaiting).toMatchObject({ asked: ['person:ann', 'person:ben'], reassignable: ['person:ben'] });
    const swap = (from: string) => rules.decide(key('max'), request, 'reassign', { from, to: 'person:eve' });
    expect(await swap('person:ann')).toMatchObject({ counted: false, reason: 'holds_veto' });
    expect(await swap('person:ben')).toMatchObject({ counted: true });
    await rules.say(key('ann'), request.id, 'deny', { comment: 'no' });
    await rules.becomes(request.id, ({ status }) => status === 'rejected');
  });

  it('takes the seat that whoever was swapped out had taken', async () => {
    const request = await rules.open('re.assign');
    expect(await rules.decide(key('ann'), request, 'claim')).toMatchObject({ counted: true });
    await rules.decide(key('max'), request, 'reassign', { from: 'person:ann', to: 'person:eve' });
    expect((await rules.view(request.id)).awaiting?.claims).toEqual([]);
    expect(await rules.say(key('eve'), request.id, 'approve')).toMatchObject({ counted: true });
  });
});
