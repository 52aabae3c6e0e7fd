import type { JsonObject } from '../contracts/json.js';
import type { Principal } from '../contracts/principal.js';
import type { ApiDeps } from './deps.js';

/** Says in the log who changed what about people, keys, agents and policies. Never secrets. */
export function recordAdministration(deps: Pick<ApiDeps, 'log'>, by: Principal, what: string, about: JsonObject): void {
  const who = by.kind === 'person' ? { personId: by.personId } : { keyId: by.keyId };
  deps.log.info({ administration: what, by: who, ...about }, `administration: ${what}`);
}
