import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook, WebhookNotTrusted } from './verify-webhook.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const NOW = Date.UTC(2026, 0, 31, 9, 30);
const BODY = '{"type":"request.resolved","data":{"status":"approved"}}';
const now = () => NOW;

/** Signed by the reference implementation of Standard Webhooks. */
function headers(secret = SECRET, at = NOW, body = BODY): Record<string, string> {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', new Date(at), body),
  };
}

describe('verifyWebhook', () => {
  it('trusts what the reference implementation signed', () => {
    expect(verifyWebhook(headers(), BODY, SECRET, { now })).toEqual({
      id: 'msg_1',
      sentAt: new Date(NOW),
      payload: JSON.parse(BODY) as unknown,
    });
  });

  it('takes bytes, the headers of fetch, and names in any case', () => {
    const upper = Object.fromEntries(Object.entries(headers()).map(([name, value]) => [name.toUpperCase(), value]));
    expect(verifyWebhook(new Headers(headers()), new TextEncoder().encode(BODY), SECRET, { now }).id).toBe('msg_1');
    expect(verifyWebhook(upper, BODY, SECRET, { now }).id).toBe('msg_1');
  });

  it('takes either secret during a rotation, and either signature', () => {
    const given = headers();
    const two = { ...given, 'webhook-signature': `v1,AAAA ${given['webhook-signature'] ?? ''}` };
    expect(verifyWebhook(two, BODY, [OTHER, SECRET], { now }).id).toBe('msg_1');
  });

  it.each<[string, Record<string, string | string[] | undefined>, string]>([
    ['a body that was changed', headers(), `${BODY} `],
    ['another secret', headers(OTHER), BODY],
    ['a signature of another message', { ...headers(), 'webhook-id': 'msg_2' }, BODY],
    ['a timestamp that was moved', { ...headers(), 'webhook-timestamp': String(NOW / 1000 + 1) }, BODY],
    ['a timestamp that is no number', { ...headers(), 'webhook-timestamp': 'now' }, BODY],
    ['one from six minutes ago', headers(SECRET, NOW - 360_000), BODY],
    ['one from the future', headers(SECRET, NOW + 360_000), BODY],
    ['no signature', { ...headers(), 'webhook-signature': undefined }, BODY],
    ['an empty signature', { ...headers(), 'webhook-signature': '' }, BODY],
    ['a signature cut short', { ...headers(), 'webhook-signature': 'v1,AAAA' }, BODY],
    ['another version', { ...headers(), 'webhook-signature': (headers()['webhook-signature'] ?? '').replace('v1,', 'v2,') }, BODY],
    ['a header given twice', { ...headers(), 'webhook-id': ['msg_1', 'msg_1'] }, BODY],
  ])('does not trust %s', (_what, given, body) => {
    expect(() => verifyWebhook(given, body, SECRET, { now })).toThrow(WebhookNotTrusted);
  });

  it('refuses to work with an empty secret', () => {
    expect(() => verifyWebhook(headers(), BODY, 'whsec_', { now })).toThrow(TypeError);
  });
});
