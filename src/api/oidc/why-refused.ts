import { AuthorizationResponseError, ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';

/** `away`: nobody answered. `refused`: an answer that was a refusal, or that was not what had been asked for. */
export interface Why {
  kind: 'away' | 'refused';
  /** For people and the log: the provider's word for it (RFC 6749), or the check that failed. */
  code: string;
}

const CODE = /^[\w.-]{1,60}$/;
const AWAY = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT']);

/** What went wrong on the way back. Free text of the answer is not repeated: whoever makes the link writes it. */
export function whyRefused(error: unknown): Why {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) return refused(error.error);
  if (error instanceof WWWAuthenticateChallengeError) return refused('invalid_token');
  if (isAway(error)) return { kind: 'away', code: 'unreachable' };
  return refused(error instanceof ClientError && error.code !== undefined ? error.code : 'invalid_response');
}

function refused(code: string): Why {
  return { kind: 'refused', code: CODE.test(code) ? code : 'invalid_response' };
}

/** A call that nobody answered: `fetch` failed (a TypeError with a cause), or its time was over. By name: such errors come from another realm too. */
function isAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown };
  return (typeof code === 'string' && AWAY.has(code)) || (cause !== undefined && (name === 'TypeError' || isAway(cause)));
}
