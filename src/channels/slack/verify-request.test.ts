import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifySlackRequest, type SignedRequest } from './verify-request.js';

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const NOW_S = 1_700_000_000;
const BODY = Buffer.from('payload=%7B%22a%22%3A1%7D');

function sign(body: Buffer | string, timestamp: number | string = NOW_S, secret = SECRET): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}
const request = (over: Partial<SignedRequest> = {}): SignedRequest => ({
  signingSecret: SECRET,
  signature: [sign(BODY)],
  timestamp: [String(NOW_S)],
  body: BODY,
  nowMs: NOW_S * 1000,
  ...over,
});

describe('Slack’s signature', () => {
  it('verifies Slack’s own example', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const verified = verifySlackRequest({
      signingSecret: SECRET,
      signature: ['v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'],
      timestamp: ['1531420618'],
      body: Buffer.from(body),
      nowMs: 1_531_420_618_000,
    });
    expect(verified.kind).toBe('verified');
  });

  it.each([299, -299])('takes a timestamp %d seconds off', (seconds) => {
    expect(verifySlackRequest(request({ nowMs: (NOW_S + seconds) * 1000 })).kind).toBe('verified');
  });

  const good = sign(BODY);
  it.each<[string, Partial<SignedRequest>, string]>([
    ['no signature', { signature: [] }, 'no_signature'],
    ['two signatures, one of them right', { signature: [good, good] }, 'no_signature'],
    ['two headers joined into one', { signature: [`${good}, ${good}`] }, 'bad_signature'],
    ['an empty signature', { signature: [''] }, 'bad_signature'],
    ['only the version', { signature: ['v0='] }, 'bad_signature'],
    ['another secret', { signature: [sign(BODY, NOW_S, 'other')] }, 'bad_signature'],
    ['another version', { signature: [good.replace('v0', 'v1')] }, 'bad_signature'],
    ['upper case', { signature: [good.toUpperCase()] }, 'bad_signature'],
    ['a truncated signature', { signature: [good.slice(0, -1)] }, 'bad_signature'],
    ['a longer signature', { signature: [`${good}0`] }, 'bad_signature'],
    ['another body', { body: Buffer.from('payload=%7B%22a%22%3A2%7D') }, 'bad_signature'],
    ['a re-serialised body', { body: Buffer.from('payload={"a":1}') }, 'bad_signature'],
    ['a truncated body', { body: BODY.subarray(0, -1) }, 'bad_signature'],
    ['no timestamp', { timestamp: [] }, 'bad_timestamp'],
    ['two timestamps', { timestamp: [String(NOW_S), String(NOW_S)] }, 'bad_timestamp'],
    ['a timestamp that is no number', { timestamp: ['NaN'] }, 'bad_timestamp'],
    ['a signed timestamp in another form', { timestamp: [`${NOW_S}.0`], signature: [sign(BODY, `${NOW_S}.0`)] }, 'bad_timestamp'],
    ['a negative timestamp', { timestamp: ['-1'], signature: [sign(BODY, '-1')] }, 'bad_timestamp'],
    ['an old request', { nowMs: (NOW_S + 301) * 1000 }, 'stale'],
    ['a request from the future', { nowMs: (NOW_S - 301) * 1000 }, 'stale'],
    ['a timestamp in milliseconds', { timestamp: [`${NOW_S}00`], signature: [sign(BODY, `${NOW_S}00`)] }, 'stale'],
    ['another timestamp than the signed one', { timestamp: [String(NOW_S + 1)] }, 'bad_signature'],
  ])('refuses %s', (_what, over, reason) => {
    expect(verifySlackRequest(request(over))).toEqual({ kind: 'refused', reason });
  });
});
