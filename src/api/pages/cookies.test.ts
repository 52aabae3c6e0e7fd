import { expect, test } from '@jest/globals';
import type { Request, Response } from 'express';
import { sessionToken, setSessionCookie } from './cookies.js';

const TOKEN = 'a'.repeat(43);
const withCookie = (cookie: string) => ({ headers: { cookie } }) as Request;

test('at https the cookie is Secure and bound to the host', () => {
  const set: unknown[] = [];
  setSessionCookie({ cookie: (...args: unknown[]) => set.push(args) } as unknown as Response, TOKEN, 'https://approvals.example.com');
  expect(set).toEqual([
    ['__Host-countersign', TOKEN, { httpOnly: true, sameSite: 'lax', secure: true, path: '/', maxAge: 12 * 3_600_000 }],
  ]);
  expect(sessionToken(withCookie(`__Host-countersign=${TOKEN}`), 'https://approvals.example.com')).toBe(TOKEN);
  expect(sessionToken(withCookie(`countersign=${TOKEN}`), 'https://approvals.example.com')).toBeNull();
});

test.each([
  '',
  'countersign=',
  'countersign=short',
  `xcountersign=${TOKEN}`,
  `countersign=${TOKEN}x`,
  `countersign=${TOKEN}; countersign=${TOKEN}`,
])('no session in %j', (cookie) => expect(sessionToken(withCookie(cookie), 'http://localhost:3400')).toBeNull());
