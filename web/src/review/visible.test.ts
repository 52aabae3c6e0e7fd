import { expect, test } from '@jest/globals';
import { visibleParts } from './visible.js';

test.each([
  ['', []],
  ['plain\ntext', [{ text: 'plain\ntext', hidden: false }]],
  [
    'a\u202eb\u200b\u200bc',
    [
      { text: 'a', hidden: false },
      { text: '⟨U+202E⟩', hidden: true },
      { text: 'b', hidden: false },
      { text: '⟨U+200B⟩⟨U+200B⟩', hidden: true },
      { text: 'c', hidden: false },
    ],
  ],
  // Spelled out by the agent itself: no character is hidden, and none is marked.
  ['⟨U+202E⟩', [{ text: '⟨U+202E⟩', hidden: false }]],
  [
    '👍\u{e0041}',
    [
      { text: '👍', hidden: false },
      { text: '⟨U+E0041⟩', hidden: true },
    ],
  ],
])('%j shows what is hidden', (text, parts) => {
  expect(visibleParts(text)).toEqual(parts);
});
