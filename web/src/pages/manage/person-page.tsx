import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Person } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { useSession } from '../../api/session.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Page } from '../../ui/page.js';
import { ErrorState } from '../../ui/states.js';
import { Arriving, Confirm, Secret } from './parts.js';
import { PersonAccounts } from './person-accounts.js';
import { PersonForm } from './person-form.js';
import { PersonGroups } from './person-groups.js';
import { useDoing, useOne } from './queries.js';

const pathOf = (id: string) => `/v1/people/${encodeURIComponent(id)}`;

export function PersonPage({ id }: { id: string }): ReactNode {
  const loaded = useOne<Person>(['people', 'one', id], pathOf(id));
  const { data } = loaded;
  return (
    <Page title={data?.name ?? id} side={data && !data.active ? <Badge tone="no">deactivated</Badge> : null}>
      <p className="m-crumbs">
        <Link href="/manage/people">All people</Link>
        {data ? (
          <span className="dim">
            {' '}
            · <code>person:{data.id}</code>
          </span>
        ) : null}
      </p>
      <Arriving query={loaded} lines={8} />
      {data ? (
        <div className="m-columns">
          <Card title="Details">
            <PersonForm key={`${data.active}`} person={data} path={pathOf(id)} />
          </Card>
          <div className="stack">
            <Card title="Groups">
              <PersonGroups person={data} path={pathOf(id)} />
            </Card>
            <Card title="Accounts">
              <PersonAccounts person={data} path={pathOf(id)} />
            </Card>
            <SignIn person={data} path={pathOf(id)} />
            <Standing person={data} path={pathOf(id)} />
          </div>
        </div>
      ) : null}
    </Page>
  );
}

function SignIn({ person, path }: { person: Person; path: string }): ReactNode {
  const link = useDoing(() => api.post<{ url: string; expiresAt: string }>(`${path}/sign-in-link`), { keys: [] });
  if (!person.active) return null;
  return (
    <Card title="Signing in">
      <div className="stack">
        <p className="dim">
          A link signs {person.name} in, once, within 15 minutes. Give it to nobody else: whoever opens it is {person.name}.
        </p>
        {link.data ? <Secret label="Sign-in link" value={link.data.url} hint="Shown once. Nobody can look it up again." /> : null}
        <div className="row">
          <Button busy={link.isPending} onClick={() => link.mutate(undefined)}>
            {link.data ? 'Make another link' : 'Make a sign-in link'}
          </Button>
        </div>
        {link.error ? <ErrorState error={link.error} /> : null}
      </div>
    </Card>
  );
}

function Standing({ person, path }: { person: Person; path: string }): ReactNode {
  const me = useSession().person;
  const [asking, setAsking] = useState(false);
  const change = useDoing((active: boolean) => api.patch<Person>(path, { active }), {
    keys: ['people', 'directory'],
    said: ({ name, active }) => (active ? `${name} is active again.` : `${name} was deactivated.`),
    then: () => setAsking(false),
  });
  return (
    <Card title={person.active ? 'Leaving' : 'Deactivated'}>
      <div className="stack">
        <p className="dim">
          {person.active
            ? 'Nobody is deleted, so that what they decided stays readable. Whoever is deactivated is signed out and asked no more.'
            : 'They are asked nothing, and neither their sessions nor their keys work.'}
        </p>
        <div className="row">
          {person.active ? (
            <Button kind="danger" disabled={person.id === me.id} onClick={() => setAsking(true)}>
              Deactivate
            </Button>
          ) : (
            <Button busy={change.isPending} onClick={() => change.mutate(true)}>
              Activate again
            </Button>
          )}
          {person.id === me.id ? <span className="dim small">That is you.</span> : null}
        </div>
      </div>
      {asking ? (
        <Confirm
          title={`Deactivate ${person.name}?`}
          action="Deactivate"
          busy={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate(false)}
          onClose={() => setAsking(false)}
        >
          <p>They are signed out at once, their keys stop working, and votes of theirs that were not used yet no longer count.</p>
        </Confirm>
      ) : null}
    </Card>
  );
}
