import type { Request } from 'express';
import type { Json } from '../contracts/json.js';
import { ProblemError } from './problem.js';
import { parseStrictJson } from '../contracts/strict-json.js';

/** 256 KiB hold any action that a person can still read. */
export const MAX_BODY_BYTES = 256 * 1024;

/**
 * The body as text, UTF-8 checked, never more than `MAX_BODY_BYTES` in memory. Compressed bodies are refused whole, so that nothing has to
 * be inflated to find out how big it is.
 */
export async function readText(req: Request): Promise<string> {
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new ProblemError('unsupported_encoding', 'Bodies are read uncompressed only; leave Content-Encoding out.');
  }
  if (Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early must not destroy the connection that the refusal goes out on.
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ProblemError('malformed_json', 'The body is not UTF-8.');
  }
}

/** Media type without its parameters, lower case; another charset than UTF-8 is refused. */
export function mediaType(req: Request): string {
  const [type = '', ...parameters] = (req.headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.replace(/^charset="?|"$/g, '');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw new ProblemError('unsupported_media_type', 'Bodies are read as UTF-8 only.');
  }
  return type;
}

/** The JSON body; undefined where there is none at all, which only an optional one may be. */
export async function readJson(req: Request, optional: boolean): Promise<Json | undefined> {
  const type = mediaType(req);
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (!hasBody && (optional || type === '')) return undefined;
  if (type !== 'application/json') {
    throw new ProblemError('unsupported_media_type', 'The body must be JSON, sent with "Content-Type: application/json".');
  }
  return jsonOf(await readText(req));
}

export function jsonOf(text: string): Json {
  const parsed = parseStrictJson(text);
  if (parsed.ok) return parsed.value;
  const { code, message, pointer } = parsed.problem;
  throw new ProblemError(code, `${pointer === '' ? '' : `${pointer}: `}${message}.`, pointer === '' ? {} : { field: pointer });
}

function tooLarge(): ProblemError {
  return new ProblemError('body_too_large', `The body is larger than ${MAX_BODY_BYTES / 1024} KiB.`);
}
