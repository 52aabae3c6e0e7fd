import { identitySchema, type Identity } from '../contracts/principal.js';
import { badInput } from './failure.js';

const FORM = 'slack:T0123/U0456, email:ada@example.com, sms:+4930123456 or oidc:https://issuer#subject';

/**
 * `channel:tenant/subject` as people write it. The tenant is Slack's team or the OIDC issuer; e-mail addresses and numbers have none. An issuer
 * holds slashes, so that its subject comes after a `#`.
 */
export function parseIdentity(text: string): Identity {
  const at = text.indexOf(':');
  const channel = text.slice(0, at);
  const rest = text.slice(at + 1);
  const split = rest.indexOf(channel === 'oidc' ? '#' : '/');
  const needsTenant = channel !== 'email' && channel !== 'sms';
  const parsed = identitySchema.safeParse({
    channel,
    tenant: needsTenant ? rest.slice(0, Math.max(0, split)) : '',
    subject: needsTenant ? rest.slice(split + 1) : rest,
  });
  if (at < 1 || !parsed.success || (needsTenant && split < 1))
    throw badInput(`${JSON.stringify(text)} is no account`, `Write it as ${FORM}.`);
  return parsed.data;
}

export function identityText({ channel, tenant, subject }: Identity): string {
  return `${channel}:${tenant}${tenant === '' ? '' : channel === 'oidc' ? '#' : '/'}${subject}`;
}
