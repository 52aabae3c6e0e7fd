import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { cardsDocument } from './cards-doc.js';

it('docs/slack-cards.md shows what the code renders', () => {
  const file = 'docs/slack-cards.md';
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, cardsDocument());
  expect(readFileSync(file, 'utf8')).toBe(cardsDocument());
});
