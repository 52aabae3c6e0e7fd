import { expect, test } from '@jest/globals';
import { treatmentOf } from './caching.js';

const ORIGIN = 'https://approvals.example.com';
const kept = new Set(['/assets/app-1.js', '/manifest.webmanifest', '/icons/icon-192.png']);
const get = (path: string, mode: RequestMode = 'cors') =>
  treatmentOf({ method: 'GET', mode, url: new URL(path, ORIGIN).href }, ORIGIN, kept);

test.each(['/', '/r/req_1', '/settings', '/manage/policies', '/sign-in?next=%2F'])(
  'the page %s comes from the service, or is the empty shell',
  (path) => {
    expect(get(path, 'navigate')).toBe('page');
  },
);

test.each(['/assets/app-1.js', '/assets/another-2.css', '/icons/icon-192.png', '/manifest.webmanifest'])(
  '%s is named by its content, or of this version',
  (path) => {
    expect(get(path)).toBe('asset');
  },
);

test.each(['/v1/requests', '/v1/session', '/v1/events', '/healthz', '/icons/other.png', '/sw.js', '/shell'])(
  '%s is not touched',
  (path) => {
    expect(get(path)).toBe('pass');
  },
);

test.each(['/v1/requests', '/docs', '/openapi.json', '/metrics', '/auth/callback'])('opening %s is no page of the application', (path) => {
  expect(get(path, 'navigate')).toBe('pass');
});

test('what changes something, and what is of other places, is not touched', () => {
  expect(treatmentOf({ method: 'POST', mode: 'navigate', url: `${ORIGIN}/sign-in` }, ORIGIN, kept)).toBe('pass');
  expect(treatmentOf({ method: 'GET', mode: 'cors', url: 'https://elsewhere.example/assets/app-1.js' }, ORIGIN, kept)).toBe('pass');
});
