import type { RequestView } from '../contracts/view.js';
import { CliError, badInput } from './failure.js';
import { EXIT } from './exit-codes.js';

/** What a decision is bound to. */
export interface Target {
  revision: number;
  digest: string;
}

export interface Binding {
  /** The whole digest, or its first hexadecimal digits, with or without `sha256:`. */
  digest?: string | undefined;
  revision?: number | undefined;
}

/** 12 digits are 48 bits: nobody finds two revisions of one request that share them. */
const SHORTEST_PREFIX = 12;

/**
 * The revision that the person says they saw, among those the request has. An older one is sent all the same: the service records that it
 * came too late. Digits that fit none are refused here, because there is no whole digest to send.
 */
export function bind(view: RequestView, given: Binding): Target {
  const prefix = given.digest === undefined ? undefined : prefixOf(given.digest);
  if (given.revision !== undefined && (!Number.isInteger(given.revision) || given.revision < 1))
    throw badInput('--revision: give a whole number from 1');
  const found = view.revisions
    .filter((item) => given.revision === undefined || item.revision === given.revision)
    .find((item) => prefix === undefined || item.digest.startsWith(`sha256:${prefix}`));
  if (found) return { revision: found.revision, digest: found.digest };
  const now = view.digest === null ? 'nothing to decide yet' : `revision ${view.revision}, ${view.digest}`;
  throw new CliError(
    EXIT.refused,
    'stale_digest',
    `${view.id} holds no such revision: it is at ${now}`,
    `Look again: countersign show ${view.id}`,
  );
}

function prefixOf(text: string): string {
  const hex = text.toLowerCase().replace(/^sha256:/, '');
  if (!/^[0-9a-f]{1,64}$/.test(hex)) throw badInput('--digest: give "sha256:" and hexadecimal digits, as `countersign show` prints them');
  if (hex.length < SHORTEST_PREFIX) throw badInput(`--digest: give at least the first ${SHORTEST_PREFIX} digits`);
  return hex;
}
