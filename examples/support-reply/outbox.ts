import { createHash } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReplyArgs } from './reply-action.js';

export type Sent = { file: string; messageId: string };

/**
 * A mail spool: one file per message, for a mail server to pick up. The file's name is made of the idempotency key and its place is taken in one
 * step, so that a repeated call finds its own message and never makes a second.
 */
export async function writeMail(outbox: string, args: ReplyArgs, options: { key: string; from: string; now: Date }): Promise<Sent> {
  const name = createHash('sha256').update(options.key).digest('hex').slice(0, 32);
  const messageId = `<${name}@countersign.invalid>`;
  const file = join(outbox, `${name}.eml`);
  await mkdir(outbox, { recursive: true });
  const draft = join(outbox, `.${name}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`);
  try {
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(formatMail(args, { ...options, messageId }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    // `link` fails where the name is taken, and shows the whole file or none.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return { file, messageId };
}

/** RFC 5322 with RFC 2047 words and a base64 body: any text arrives as it was approved. */
export function formatMail(args: ReplyArgs, options: { from: string; messageId: string; now: Date }): string {
  const body = Buffer.from(args.body.replaceAll(/\r?\n/g, '\r\n'), 'utf8').toString('base64');
  return [
    `From: ${options.from}`,
    `To: ${args.to}`,
    `Subject: ${encodeWords(args.subject)}`,
    `Date: ${options.now.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${options.messageId}`,
    `X-Ticket: ${args.ticketId}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(body.match(/.{1,76}/g) ?? []),
    '',
  ].join('\r\n');
}

/** An encoded word holds at most 75 characters: 42 bytes of text, and no character is cut in two. */
function encodeWords(text: string): string {
  if (/^[\x20-\x7e]{1,60}$/.test(text) && !text.includes('=?')) return text;
  const words: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (Buffer.byteLength(chunk + character) > 42) {
      words.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  words.push(chunk);
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}
