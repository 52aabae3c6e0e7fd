import type { types } from '@slack/bolt';
import { visibleLine, visibleText } from '../../contracts/visible-text.js';

export type Block = types.KnownBlock;
export type Modal = types.ModalView;
type RichText = types.RichTextBlock;
type Inline = types.RichTextElement;
type Line = types.RichTextSection;

/**
 * Small builders for Block Kit. All words of agents and people go into rich text or plain text, which Slack shows letter by letter; there is
 * no mrkdwn object anywhere, so that nothing in them can become a mention, a link, an emoji or the end of a box.
 */

/** One text element may hold that many characters (Slack refuses or cuts more). */
export const MAX_TEXT = 3_000;

export function header(text: string): Block {
  return { type: 'header', text: plain(text, 150) };
}

/** A plain text object on one line, cut with an ellipsis at Slack's limit for its place. */
export function plain(text: string, max: number): types.PlainTextElement {
  return { type: 'plain_text', text: cut(filled(unmarked(visibleLine(text))), max), emoji: false };
}

export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  // Not between the halves of a surrogate pair.
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

export function say(text: string, style?: { bold?: true; italic?: true }): Inline {
  return { type: 'text', text: cut(unmarked(visibleText(text)) || '(empty)', MAX_TEXT), ...(style ? { style } : {}) };
}

/** Slack shows these texts literally; without the opening of a mention they stay harmless on any client. */
function unmarked(text: string): string {
  return text.replace(/<(?=[!@#])/g, '‹');
}

/** Slack refuses texts without a visible character. */
function filled(text: string): string {
  return text.trim() === '' ? '(empty)' : text;
}

/** Shown in the reader's own time zone; `iso` is RFC 3339. */
export function moment(iso: string): Inline {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  return {
    type: 'date',
    timestamp: seconds,
    format: '{date_short_pretty} at {time}',
    fallback: `${iso.slice(0, 16).replace('T', ' ')} UTC`,
  };
}

export function line(...elements: Inline[]): Line {
  // Each line ends its own row: sections of one block would run together.
  return { type: 'rich_text_section', elements: [...elements, { type: 'text', text: '\n' }] };
}

export function lines(...sections: Line[]): RichText {
  return { type: 'rich_text', elements: sections };
}

/** The agent's words, set apart by a quote bar. */
export function quote(text: string): RichText {
  return { type: 'rich_text', elements: [{ type: 'rich_text_quote', elements: [say(text)] }] };
}

/** A box that shows its text as it is. */
export function box(text: string): RichText {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: cut(filled(unmarked(text)), MAX_TEXT) }] }],
  };
}

/** For the `text` of a message (notifications, screen readers), where Slack still reads its markup: nothing in it is markup. */
export function escaped(text: string): string {
  return visibleLine(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
