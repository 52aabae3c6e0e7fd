import type { Request, Response } from 'express';
import { SESSION_MS } from '../../ledger/sessions.js';

/** `__Host-`: browsers take it only over https, for this very host and all of it, so that no neighbour can plant one. */
function nameOf(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-countersign' : 'countersign';
}

/** The session's token; null where there is none, or more than one (a planted twin). */
export function sessionToken(req: Request, publicUrl: string): string | null {
  const prefix = `${nameOf(publicUrl)}=`;
  const values = (req.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .map((part) => part.slice(prefix.length));
  const [value] = values;
  return values.length === 1 && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : null;
}

/** Lax, not Strict: people come from Slack and e-mail. Forms are protected by their own token and by the origin check. */
function options(publicUrl: string) {
  return { httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:'), path: '/' } as const;
}

export function setSessionCookie(res: Response, token: string, publicUrl: string): void {
  res.cookie(nameOf(publicUrl), token, { ...options(publicUrl), maxAge: SESSION_MS });
}

/** The same for answers that are no pages: the value of `Set-Cookie`. */
export function clearCookieHeader(publicUrl: string): string {
  const { secure } = options(publicUrl);
  return `${nameOf(publicUrl)}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

export function clearSessionCookie(res: Response, publicUrl: string): void {
  res.clearCookie(nameOf(publicUrl), options(publicUrl));
}
