import { expect, test } from '@jest/globals';
import { block, compared, exact, html, joined, quotation, textarea } from './html.js';

test('every value is escaped, in text and in attributes', () => {
  expect(html`<a title="${'"><script>alert(1)</script>'}">${"<b>&'"}</a>`.markup).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">&lt;b&gt;&amp;&#39;</a>',
  );
});

test('characters that hide or reorder are spelled out', () => {
  expect(html`${'pay\u202Eevil\u200B\u0007'}`.markup).toBe('pay⟨U+202E⟩evil⟨U+200B⟩⟨U+0007⟩');
});

test('markup is taken as it is, and only markup', () => {
  expect(html`<p>${[html`<b>1</b>`, '<b>2</b>']}</p>`.markup).toBe('<p><b>1</b>&lt;b&gt;2&lt;/b&gt;</p>');
});

test('lines and spaces of somebody’s words stay', () => {
  expect(quotation(' a\n  b<').markup).toBe('<div class="said"> a\n  b&lt;</div>');
  expect(block('\nx').markup).toBe('<pre>\n\nx</pre>');
  expect(compared('del', '<s>').markup).toBe('<del>&lt;s&gt;</del>');
});

test('what is absent shows nothing; zero and the empty text show as they are', () => {
  expect(html`[${null}${undefined}${false}${''}${0}]`.markup).toBe('[0]');
});

test('a value of a form stays what it was', () => {
  expect(html`<input value="${exact('a\u200Bb"')}" />`.markup).toBe('<input value="a\u200Bb&quot;" />');
  expect(textarea(html`name="a"`, '\nx').markup).toBe('<textarea name="a">\n\nx</textarea>');
});

test('parts are joined', () => expect(html`${joined(['a', html`<b></b>`, 'c'], ', ')}`.markup).toBe('a, <b></b>, c'));
