import type { Request, Response } from 'express';
import { OIDC_FLOW_MS } from '../../ledger/oidc-flows.js';
import { SESSION_MS } from '../../ledger/sessions.js';

/** What a browser keeps for us: its session, its secret for the way to the identity provider, and where it wanted to go before signing in. */
type CookieName = 'countersign' | 'countersign-oidc' | 'countersign-next';

/** `__Host-`: browsers take it only over https, for this very host and all of it, so that no neighbour can plant one. */
function nameOf(name: CookieName, publicUrl: string): string {
  return publicUrl.startsWith('https:') ? `__Host-${name}` : name;
}

/** Null where there is none, or more than one (a planted twin). */
function valueOf(req: Request, name: CookieName, publicUrl: string): string | null {
  const prefix = `${nameOf(name, publicUrl)}=`;
  const values = (req.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .map((part) => part.slice(prefix.length));
  const [value] = values;
  return values.length === 1 && value !== undefined ? value : null;
}

const SECRET = /^[A-Za-z0-9_-]{43}$/;

function secretOf(req: Request, name: CookieName, publicUrl: string): string | null {
  const value = valueOf(req, name, publicUrl);
  return value !== null && SECRET.test(value) ? value : null;
}

/** The session's token. */
export function sessionToken(req: Request, publicUrl: string): string | null {
  return secretOf(req, 'countersign', publicUrl);
}

/** Lax, not Strict: people come from Slack, e-mail and the identity provider. Forms are protected by their own token and by the origin check. */
function options(publicUrl: string) {
  return { httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:'), path: '/' } as const;
}

export function setSessionCookie(res: Response, token: string, publicUrl: string): void {
  res.cookie(nameOf('countersign', publicUrl), token, { ...options(publicUrl), maxAge: SESSION_MS });
}

/** The same for answers that are no pages: the value of `Set-Cookie`. */
export function clearCookieHeader(publicUrl: string): string {
  const { secure } = options(publicUrl);
  return `${nameOf('countersign', publicUrl)}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

export function clearSessionCookie(res: Response, publicUrl: string): void {
  res.clearCookie(nameOf('countersign', publicUrl), options(publicUrl));
}

/** What only the browser that left for the identity provider knows. All its tabs share it. */
export function browserSecret(req: Request, publicUrl: string): string | null {
  return secretOf(req, 'countersign-oidc', publicUrl);
}

export function setBrowserSecret(res: Response, secret: string, publicUrl: string): void {
  res.cookie(nameOf('countersign-oidc', publicUrl), secret, { ...options(publicUrl), maxAge: OIDC_FLOW_MS });
}

/** As long as a one-time link is good for. */
const NEXT_MS = 15 * 60_000;

/** Where the browser wanted to go when it was asked to sign in: whoever comes by a link from elsewhere still lands there. Not to be trusted. */
export function rememberedPath(req: Request, publicUrl: string): string | null {
  const value = valueOf(req, 'countersign-next', publicUrl);
  try {
    return value === null ? null : decodeURIComponent(value);
  } catch {
    return null;
  }
}

export function rememberPath(res: Response, path: string, publicUrl: string): void {
  res.cookie(nameOf('countersign-next', publicUrl), path, { ...options(publicUrl), maxAge: NEXT_MS });
}

export function forgetPath(res: Response, publicUrl: string): void {
  res.clearCookie(nameOf('countersign-next', publicUrl), options(publicUrl));
}
