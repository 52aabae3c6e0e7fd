import { useState, type ReactNode } from 'react';
import type { Person } from '../../../../src/contracts/administration.js';
import type { Identity } from '../../../../src/contracts/principal.js';
import { api } from '../../api/http.js';
import { Button } from '../../ui/button.js';
import { Select, TextField } from '../../ui/field.js';
import { Confirm, Form, FormError } from './parts.js';
import { errorAt } from './problems.js';
import { pathOf, useDoing } from './queries.js';
import { typed } from './typed.js';

const CHANNELS = [
  { value: 'slack', text: 'Slack', tenant: 'Workspace id (T…)', subject: 'Member id (U…)' },
  { value: 'oidc', text: 'Sign-in (OpenID Connect)', tenant: 'Issuer', subject: 'Subject' },
  { value: 'email', text: 'E-mail', tenant: null, subject: 'Address' },
  { value: 'teams', text: 'Microsoft Teams', tenant: 'Tenant', subject: 'User id' },
  { value: 'discord', text: 'Discord', tenant: 'Server', subject: 'User id' },
  { value: 'sms', text: 'Telephone', tenant: null, subject: 'Number' },
] as const;

const nameOf = (channel: string) => CHANNELS.find(({ value }) => value === channel)?.text ?? channel;

/** Which accounts are this person's: whatever comes from one of them is theirs. */
export function PersonAccounts({ person, path }: { person: Person; path: string }): ReactNode {
  const [channel, setChannel] = useState<Identity['channel']>('slack');
  const [tenant, setTenant] = useState('');
  const [subject, setSubject] = useState('');
  const [open, setOpen] = useState(false);
  const [leaving, setLeaving] = useState<Identity | null>(null);
  const about = CHANNELS.find(({ value }) => value === channel) ?? CHANNELS[0];
  const link = useDoing(
    () => api.post<Person>(`${path}/identities`, { channel, tenant: about.tenant === null ? '' : tenant.trim(), subject: subject.trim() }),
    {
      keys: ['people'],
      said: `The account is ${person.name}’s now.`,
      then: () => {
        setOpen(false);
        setSubject('');
      },
    },
  );
  const unlink = useDoing(
    (identity: Identity) =>
      api.delete<null>(
        pathOf(`${path}/identities`, identity.tenant === '' ? { channel: identity.channel, subject: identity.subject } : { ...identity }),
      ),
    {
      keys: ['people'],
      said: 'The account was unlinked.',
      then: () => setLeaving(null),
    },
  );
  return (
    <div className="stack">
      {person.identities.length === 0 ? <p className="dim">None is linked, so that no channel reaches {person.name}.</p> : null}
      <ul className="m-rows" hidden={person.identities.length === 0}>
        {person.identities.map((identity) => (
          <li key={`${identity.channel} ${identity.tenant} ${identity.subject}`}>
            <span className="grow">
              <strong>{nameOf(identity.channel)}</strong>
              <small className="dim block">{[identity.tenant, identity.subject].filter((text) => text !== '').join(' / ')}</small>
            </span>
            <Button kind="quiet" onClick={() => setLeaving(identity)} aria-label={`Unlink ${nameOf(identity.channel)} ${identity.subject}`}>
              Unlink
            </Button>
          </li>
        ))}
      </ul>
      {open ? (
        <Form onSubmit={() => link.mutate(undefined)} label="Link an account">
          <Select
            label="Where"
            value={channel}
            options={CHANNELS.map(({ value, text }) => ({ value, text }))}
            onChange={(event) => setChannel(event.target.value as Identity['channel'])}
          />
          {about.tenant === null ? null : (
            <TextField label={about.tenant} autoComplete="off" {...typed(tenant, setTenant, errorAt(link.error, '/tenant'))} />
          )}
          <TextField label={about.subject} autoComplete="off" {...typed(subject, setSubject, errorAt(link.error, '/subject'))} />
          <FormError error={link.error} fields={['/tenant', '/subject']} />
          <div className="row">
            <Button kind="primary" type="submit" busy={link.isPending}>
              Link
            </Button>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
          </div>
        </Form>
      ) : (
        <div className="row">
          <Button onClick={() => setOpen(true)}>Link an account</Button>
        </div>
      )}
      {leaving ? (
        <Confirm
          title="Unlink this account?"
          action="Unlink"
          busy={unlink.isPending}
          error={unlink.error}
          onConfirm={() => unlink.mutate(leaving)}
          onClose={() => setLeaving(null)}
        >
          <p>
            {nameOf(leaving.channel)} {leaving.subject} is then nobody’s, and {person.name} is no longer reached there.
          </p>
        </Confirm>
      ) : null}
    </div>
  );
}
