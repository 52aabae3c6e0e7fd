import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { fakeIntake } from './support/fake-intake.js';
import { startApi, type CallOptions, type TestApi } from './support/start-api.js';

let api: TestApi;
let agentKey: string;
let personKey: string;

beforeAll(async () => {
  // Every call that reached the intake would answer 500: nothing of what follows may get that far.
  api = await startApi(fakeIntake({}));
  agentKey = await api.key({ kind: 'agent', agent: 'bot', ownerId: null });
  personKey = await api.person('ada');
});
afterAll(() => api.stop());

const ID = 'req_01arz3ndektsv4rrffq69g5fav';
const DIGEST = `sha256:${'0'.repeat(64)}`;
const submit = (raw: string | Uint8Array, headers: Record<string, string> = {}): [string, CallOptions] => [
  '/v1/requests',
  { method: 'POST', raw, headers },
];
const withArgs = (args: string) => submit(`{"action":{"type":"a.b","args":${args}}}`);
const decide = (body: object): [string, CallOptions] => [`/v1/requests/${ID}/decisions`, { method: 'POST', body }];
const verb = (name: string, more: object) => decide({ verb: name, revision: 1, digest: DIGEST, ...more });
const asking = (more: string) => submit(`{"action":{"type":"a.b","args":{}},"reviewers":["group:g"],${more}}`);
const answer = (body: object): [string, CallOptions] => [`/v1/requests/${ID}/answers`, { method: 'POST', body }];
const attempt = (more: object): [string, CallOptions] => [
  '/v1/policies/try',
  { method: 'POST', body: { action: { type: 'a.b', args: {} }, ...more } },
];

const HOSTILE: [name: string, call: [string, CallOptions], status: number, code: string, field?: string][] = [
  ['no JSON', submit('{action:1}'), 400, 'malformed_json'],
  ['an empty body', submit(''), 400, 'malformed_json'],
  ['JSON that ends too early', submit('{"action":{"type":"a.b"'), 400, 'malformed_json', '/action'],
  ['something after the JSON', submit('{} {}'), 400, 'malformed_json'],
  ['a comment', submit('{/* hi */}'), 400, 'malformed_json'],
  ['NaN', withArgs('{"n":NaN}'), 400, 'malformed_json', '/action/args/n'],
  ['Infinity', withArgs('{"n":-Infinity}'), 400, 'malformed_json', '/action/args/n'],
  ['bytes that are not UTF-8', submit(new Uint8Array([0x22, 0xff, 0xfe, 0x22])), 400, 'malformed_json'],
  ['a byte order mark', submit('\ufeff{}'), 400, 'malformed_json'],
  ['a key twice', withArgs('{"to":"a","to":"b"}'), 400, 'duplicate_key', '/action/args/to'],
  ['a key twice, once spelled by escapes', withArgs('{"to":"a","\\u0074o":"b"}'), 400, 'duplicate_key', '/action/args/to'],
  ['an integer beyond doubles', withArgs('{"n":9007199254740993}'), 400, 'inexact_number', '/action/args/n'],
  ['a number beyond infinity', withArgs('{"n":[1,1e400]}'), 400, 'inexact_number', '/action/args/n/1'],
  ['a number that becomes zero', withArgs('{"n":1e-400}'), 400, 'inexact_number', '/action/args/n'],
  ['more digits than a double holds', withArgs('{"n":0.12345678901234567890}'), 400, 'inexact_number', '/action/args/n'],
  ['65 levels', withArgs('['.repeat(65) + ']'.repeat(65)), 400, 'too_deep'],
  ['100,000 levels', submit('['.repeat(100_000)), 400, 'too_deep'],
  ['half a surrogate pair', withArgs('{"s":"\\ud800"}'), 400, 'forbidden_character', '/action/args/s'],
  ['a NUL', withArgs('{"s":"\\u0000"}'), 400, 'forbidden_character', '/action/args/s'],
  ['a raw control character', withArgs('{"s":"\u0001"}'), 400, 'malformed_json', '/action/args/s'],
  ['__proto__', withArgs('{"__proto__":{"admin":true}}'), 400, 'forbidden_key', '/action/args/__proto__'],
  ['another media type', submit('{}', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type'],
  ['a form', submit('a=b', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'unsupported_media_type'],
  ['another charset', submit('{}', { 'content-type': 'application/json; charset=utf-16' }), 415, 'unsupported_media_type'],
  ['more than 256 KiB', submit(`{"action":{"type":"a.b","args":{"s":"${'x'.repeat(256 * 1024)}"}}}`), 413, 'body_too_large'],
  ['a compressed bomb', submit(gzipSync(Buffer.alloc(5_000_000, 32)), { 'content-encoding': 'gzip' }), 415, 'unsupported_encoding'],
  ['method override', submit('{}', { 'x-http-method-override': 'DELETE' }), 400, 'method_override'],
  [
    'an idempotency key with spaces',
    submit('{"action":{"type":"a.b","args":{}}}', { 'idempotency-key': 'a b' }),
    400,
    'invalid_header',
    'Idempotency-Key',
  ],
  ['an array', submit('[]'), 422, 'invalid_body'],
  ['null', submit('null'), 422, 'invalid_body'],
  ['no action', submit('{}'), 422, 'invalid_body', '/action'],
  ['mass assignment', submit('{"action":{"type":"a.b","args":{}},"status":"approved"}'), 422, 'invalid_body', '/status'],
  ['an unknown field', submit('{"action":{"type":"a.b","args":{},"urgent":true}}'), 422, 'invalid_body', '/action/urgent'],
  ['args that are no object', withArgs('[1]'), 422, 'invalid_body', '/action/args'],
  ['a type with capitals', submit('{"action":{"type":"Pay.Now","args":{}}}'), 422, 'invalid_body', '/action/type'],
  ['confidence above 1', submit('{"action":{"type":"a.b","args":{},"confidence":1.01}}'), 422, 'invalid_body', '/action/confidence'],
  ['confidence as text', submit('{"action":{"type":"a.b","args":{},"confidence":"0.9"}}'), 422, 'invalid_body', '/action/confidence'],
  ['an unknown risk', submit('{"action":{"type":"a.b","args":{},"risk":"none"}}'), 422, 'invalid_body', '/action/risk'],
  ['a deadline of zero', submit('{"action":{"type":"a.b","args":{}},"deadline":"0s"}'), 422, 'invalid_body', '/deadline'],
  [
    'a callback that is no web address',
    submit('{"action":{"type":"a.b","args":{}},"callbackUrl":"file:///etc/passwd"}'),
    422,
    'invalid_body',
    '/callbackUrl',
  ],
  ['no reviewers', submit('{"action":{"type":"a.b","args":{}},"reviewers":[]}'), 422, 'invalid_body', '/reviewers'],
  ['a digest that is none', decide({ verb: 'approve', revision: 1, digest: 'sha256:abc' }), 422, 'invalid_body', '/digest'],
  ['an unknown verb', decide({ verb: 'applaud', revision: 1, digest: DIGEST }), 422, 'invalid_body', '/verb'],
  ['override by the side door', decide({ verb: 'override', revision: 1, digest: DIGEST }), 422, 'invalid_body', '/verb'],
  ['revision 0', decide({ verb: 'approve', revision: 0, digest: DIGEST }), 422, 'invalid_body', '/revision'],
  ['a decision that says who decides', decide({ verb: 'approve', revision: 1, digest: DIGEST, by: 'grace' }), 422, 'invalid_body', '/by'],
  ['a hand-over to a number', verb('delegate', { to: 5 }), 422, 'invalid_body', '/to'],
  ['a hand-over to nobody', verb('delegate', { to: '' }), 422, 'invalid_body', '/to'],
  ['a hand-over to more than a name', verb('delegate', { to: 'x'.repeat(141) }), 422, 'invalid_body', '/to'],
  ['a reassignment from a list', verb('reassign', { from: ['group:g'], to: 'person:ada' }), 422, 'invalid_body', '/from'],
  ['a claim for a number', verb('claim', { for: 30 }), 422, 'invalid_body', '/for'],
  ['a claim for no time', verb('claim', { for: '0m' }), 422, 'invalid_body', '/for'],
  ['a snooze into the past', verb('snooze', { for: '-30m' }), 422, 'invalid_body', '/for'],
  ['an extension by more than a year', verb('extend', { for: '367d' }), 422, 'invalid_body', '/for'],
  ['an extension by a word', verb('extend', { for: 'a while' }), 422, 'invalid_body', '/for'],
  ['an answer of nothing', verb('answer', { answer: '' }), 422, 'invalid_body', '/answer'],
  ['an answer of more than anybody reads', verb('answer', { answer: 'x'.repeat(20_001) }), 422, 'invalid_body', '/answer'],
  ['evidence that is no text', verb('settle', { answer: 'happened', comment: { seen: true } }), 422, 'invalid_body', '/comment'],
  ['a standing that nobody gives oneself', verb('approve', { as: 'grace' }), 422, 'invalid_body', '/as'],
  ['a need that is none', asking('"need":"most"'), 422, 'invalid_body', '/need'],
  ['a need of nobody', asking('"need":{"atLeast":0}'), 422, 'invalid_body', '/need/atLeast'],
  ['an escalation without a time', asking('"escalate":{"to":["group:h"]}'), 422, 'invalid_body', '/escalate/after'],
  ['an escalation after no time', asking('"escalate":{"after":"0m"}'), 422, 'invalid_body', '/escalate/after'],
  ['an escalation to an empty list', asking('"escalate":{"after":"1m","to":[]}'), 422, 'invalid_body', '/escalate/to'],
  ['an escalation with more', asking('"escalate":{"after":"1m","end":"approve"}'), 422, 'invalid_body', '/escalate/end'],
  ['an answer to no question', answer({ answer: 'yes' }), 422, 'invalid_body', '/decisionId'],
  ['an answer that says nothing', answer({ decisionId: 'd', answer: ' ' }), 422, 'invalid_body', '/answer'],
  ['an answer in the name of somebody', answer({ decisionId: 'd', answer: 'yes', by: 'ada' }), 422, 'invalid_body', '/by'],
  ['a trial at no moment', attempt({ at: 'tomorrow' }), 422, 'invalid_body', '/at'],
  ['a trial on some local clock', attempt({ at: '2026-12-24T20:00:00' }), 422, 'invalid_body', '/at'],
  ['a trial of no policy', attempt({ policies: [] }), 422, 'invalid_body', '/policies'],
  ['a trial that opens something', attempt({ execute: 'caller' }), 422, 'invalid_body', '/execute'],
  ['a trial of an agent', attempt({}), 403, 'forbidden'],
  ['a queue taken by maybe', ['/v1/requests?claimed=maybe', {}], 400, 'invalid_query', 'claimed'],
  ['a queue taken by an agent', ['/v1/requests?claimed=me', {}], 400, 'invalid_query', 'claimed'],
  ['a queue that is not unreachable', ['/v1/requests?unreachable=false', {}], 400, 'invalid_query', 'unreachable'],
  ['an unknown query parameter', ['/v1/requests?order=asc', {}], 400, 'invalid_query', 'order'],
  ['a query parameter twice', ['/v1/requests?status=open&status=closed', {}], 400, 'invalid_query', 'status'],
  ['an unknown status', ['/v1/requests?status=maybe', {}], 400, 'invalid_query', 'status'],
  ['a limit of 0', ['/v1/requests?limit=0', {}], 400, 'invalid_query', 'limit'],
  ['a limit of 10,000', ['/v1/requests?limit=10000', {}], 400, 'invalid_query', 'limit'],
  ['an id that is none', ['/v1/requests/1%20or%201=1', {}], 404, 'not_found'],
  ['an id that is no URI', ['/v1/requests/%ff', {}], 404, 'not_found'],
  ['a path that climbs', ['/v1/requests/..%2f..%2fetc', {}], 404, 'not_found'],
  ['an unknown address', ['/v2/requests', {}], 404, 'not_found'],
  ['a wrong method', [`/v1/requests/${ID}`, { method: 'DELETE' }], 405, 'method_not_allowed'],
];

/** How many rows every table has. */
async function rows(): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{
    name: string;
  }>`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`.execute(api.db);
  const counts = await Promise.all(
    tables.map(async ({ name }) => [
      name,
      (await sql<{ n: string }>`select count(*) as n from ${sql.table(name)}`.execute(api.db)).rows[0]?.n ?? '',
    ]),
  );
  return Object.fromEntries(counts) as Record<string, string>;
}

describe('hostile input', () => {
  test.each(HOSTILE.map(([name, call, status, code, field]) => [name, { call, status, code, field }] as const))(
    '%s is refused by its code and leaves no trace',
    async (_name, { call: [path, options], status, code, field }) => {
      const before = await rows();
      const key = path.endsWith('/decisions') ? personKey : agentKey;
      const answer = await api.call(path, { key, ...options });
      expect({ status: answer.status, code: answer.json['code'], field: answer.json['field'] }).toEqual({ status, code, field });
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await rows()).toEqual(before);
    },
  );

  test.each([
    ['no key', {}, 401, 'missing_credentials'],
    ['another scheme', { authorization: 'Basic YTpi' }, 401, 'invalid_credentials'],
    ['an empty key', { authorization: 'Bearer ' }, 401, 'invalid_credentials'],
    ['an unknown key', { authorization: `Bearer csk_g${'A'.repeat(43)}` }, 401, 'invalid_credentials'],
    ['a key and a half', { authorization: 'Bearer csk_a, Bearer csk_b' }, 401, 'invalid_credentials'],
  ])('%s is refused before the body is looked at', async (_name, headers, status, code) => {
    const answer = await api.call('/v1/requests', { method: 'POST', raw: '{', headers: headers as unknown as Record<string, string> });
    expect([answer.status, answer.json['code']]).toEqual([status, code]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="countersign"');
  });

  test('never echoes a value or a key', async () => {
    const secret = 'hunter2-hunter2';
    const answers = [
      await api.call('/v1/requests', { method: 'POST', key: agentKey, body: { action: { type: secret, args: secret, risk: secret } } }),
      await api.call('/v1/requests', { method: 'POST', key: agentKey, raw: `{"a":"${secret}` }),
      await api.call(`/v1/requests?status=${secret}`, { key: agentKey }),
      await api.call('/v1/me', { headers: { authorization: `Bearer csk_${secret}_${secret}` } }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toContain(secret);
    }
    const logged = JSON.stringify(api.log);
    expect(logged).not.toContain(secret);
    expect(logged).not.toContain(agentKey);
  });

  test('a chunked body is cut off at the limit', async () => {
    const chunk = new TextEncoder().encode(' '.repeat(64 * 1024));
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 64) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const response = await fetch(`${api.url}/v1/requests`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { authorization: `Bearer ${agentKey}`, 'content-type': 'application/json' },
    } as RequestInit);
    expect(response.status).toBe(413);
  });
});
