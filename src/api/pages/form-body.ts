import type { Request } from 'express';
import { ProblemError } from '../problem.js';
import { mediaType, readText } from '../read-body.js';

export type FormBody = ReadonlyMap<string, string>;

/** A form's fields, line ends as `\n`. A field given twice is refused, because readers would disagree which one holds. */
export async function readForm(req: Request): Promise<FormBody> {
  if (mediaType(req) !== 'application/x-www-form-urlencoded') {
    throw new ProblemError('unsupported_media_type', 'This address takes a form.');
  }
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(await readText(req))) {
    if (fields.has(name)) throw new ProblemError('invalid_body', 'The form holds a field twice.', { field: name });
    if (value.includes('\0'))
      throw new ProblemError('forbidden_character', 'A field holds a character that cannot be stored.', { field: name });
    fields.set(name, value.replace(/\r\n?/g, '\n'));
  }
  return fields;
}
