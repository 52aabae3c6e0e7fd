import { describe, expect, it } from '@jest/globals';
import { visibleLine, visibleText } from './visible-text.js';

describe('visibleText', () => {
  it.each([
    ['a terminal escape', 'ok\u001b[2Jgone', 'ok⟨U+001B⟩[2Jgone'],
    ['a right-to-left override', 'pay \u202e000,1', 'pay ⟨U+202E⟩000,1'],
    ['an isolate', '\u2066x\u2069', '⟨U+2066⟩x⟨U+2069⟩'],
    ['a zero-width space', 'pay\u200bpal', 'pay⟨U+200B⟩pal'],
    ['a byte-order mark', '\ufeffx', '⟨U+FEFF⟩x'],
    ['a tag character outside the basic plane', 'x\u{e0041}', 'x⟨U+E0041⟩'],
    ['a Hangul filler', 'x\u3164y', 'x⟨U+3164⟩y'],
    ['a braille blank', 'x\u2800y', 'x⟨U+2800⟩y'],
    ['a line separator', 'x\u2028y', 'x⟨U+2028⟩y'],
    ['a carriage return that would overwrite its line', 'safe\rrm', 'safe⟨U+000D⟩rm'],
    ['a lone surrogate', 'x\ud800y', 'x⟨U+D800⟩y'],
    ['a C1 control', 'x\u009by', 'x⟨U+009B⟩y'],
  ])('spells out %s', (_what, hidden, shown) => {
    expect(visibleText(hidden)).toBe(shown);
  });

  it('leaves text, line feeds, tabs and emoji as they are', () => {
    const text = 'Überweisung\t10 €\nзaплaтить ❤️ 日本語';
    expect(visibleText(text)).toBe(text);
  });

  it('keeps a title on its line', () => {
    expect(visibleLine('a\nb\tc')).toBe('a ⏎ b c');
  });
});
