import { expect, test } from '@jest/globals';
import { localPath } from './local-path.js';

test.each(['/', '/r/req_1', '/r/req_1?a=b'])('%s stays', (path) => expect(localPath(path)).toBe(path));

test.each([
  undefined,
  '',
  'r/req_1',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/r/\nx',
  '/ü',
  '/.\\evil.example',
  '/x/..//evil.example',
  '/%2e%2e//evil.example',
])('%s leads to the start page', (path) => expect(localPath(path)).toBe('/'));

test('a path that climbs stays within this service', () => expect(localPath('/r/../../x')).toBe('/x'));
