import { describe, expect, it } from '@jest/globals';
import { parseSlackBody } from './request-body.js';

const FORM = 'application/x-www-form-urlencoded';
const parse = (body: string, type: string | undefined) => parseSlackBody(Buffer.from(body), type);

describe('a body of Slack’s', () => {
  it('is an interaction in a form', () => {
    expect(parse(`payload=${encodeURIComponent('{"type":"block_actions"}')}`, `${FORM}; charset=utf-8`)).toEqual({
      kind: 'interaction',
      payload: { type: 'block_actions' },
    });
  });
  it('is a slash command’s own form', () => {
    expect(parse('command=%2Fapprovals&user_id=U1', FORM)).toEqual({
      kind: 'interaction',
      payload: { command: '/approvals', user_id: 'U1' },
    });
  });
  it('is a certificate check', () => {
    expect(parse('ssl_check=1&token=x', FORM)).toEqual({ kind: 'ssl_check' });
  });
  it('is a URL to verify', () => {
    expect(parse('{"type":"url_verification","challenge":"abc"}', 'application/json')).toEqual({
      kind: 'url_verification',
      challenge: 'abc',
    });
  });
  it.each([
    ['payload=%7B', FORM],
    ['payload=1', FORM],
    ['payload=%5B%5D', FORM],
    ['payload={}&payload={}', FORM],
    ['[]', 'application/json'],
    ['{', 'application/json'],
    ['{"type":"url_verification","challenge":{"x":1}}', 'application/json'],
    ['payload={}', 'text/plain'],
    ['payload={}', undefined],
  ])('is refused as %s (%s)', (body, type) => {
    expect(parse(body, type)).toEqual({ kind: 'malformed' });
  });
});
