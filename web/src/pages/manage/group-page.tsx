import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Group } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { Button } from '../../ui/button.js';
import { Card, Note } from '../../ui/card.js';
import { TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { Arriving, Chips, Form, FormError } from './parts.js';
import { Picker } from './picker.js';
import { errorAt } from './problems.js';
import { useDoing, useNames, useOne } from './queries.js';
import { typed } from './typed.js';

const KEYS = ['groups', 'people'];

export function GroupPage({ id }: { id: string }): ReactNode {
  const loaded = useOne<Group>(['groups', 'one', id], `/v1/groups/${id}`);
  const { data } = loaded;
  return (
    <Page title={id}>
      <p className="m-crumbs">
        <Link href="/manage/groups">All groups</Link>
        <span className="dim">
          {' '}
          · <code>group:{id}</code>
        </span>
      </p>
      <Arriving query={loaded} lines={6} />
      {data ? (
        <div className="m-columns">
          <Members group={data} />
          <div className="stack">
            <Nested group={data} />
            <InSlack key={`${data.slackChannel} ${data.slackUserGroup}`} group={data} />
          </div>
        </div>
      ) : null}
    </Page>
  );
}

function Members({ group }: { group: Group }): ReactNode {
  const nameOf = useNames(group.everybody);
  const path = (id: string) => `/v1/groups/${group.id}/members/${encodeURIComponent(id)}`;
  const add = useDoing(({ id }: { id: string; name: string }) => api.put<null>(path(id), undefined), {
    keys: KEYS,
    said: (_, { name }) => `${name} is in ${group.id}.`,
  });
  const remove = useDoing((id: string) => api.delete<null>(path(id)), {
    keys: KEYS,
    said: (_, id) => `${nameOf(id)} is no longer in ${group.id}.`,
  });
  const inner = group.everybody.filter((id) => !group.members.includes(id));
  return (
    <Card title="Members">
      <div className="stack">
        {group.everybody.length === 0 ? <Note tone="warn">Nobody is in it: whatever asks only this group is refused.</Note> : null}
        <Chips
          label={`Members of ${group.id}`}
          items={group.members.map((id) => ({ id, text: nameOf(id) }))}
          onRemove={(id) => remove.mutate(id)}
        />
        {inner.length === 0 ? null : <p className="dim small">Through other groups also: {inner.map(nameOf).join(', ')}.</p>}
        {group.slackUserGroup === null ? null : <p className="dim small">The import from Slack sets the members anew.</p>}
        <Picker label="Add a person" of="people" verb="Add" except={group.members} onPick={(person) => add.mutate(person)} />
        <FormError error={add.error ?? remove.error} />
        <p className="hint">Votes of people who leave a group that they voted for no longer count, unless the effect has begun.</p>
      </div>
    </Card>
  );
}

function Nested({ group }: { group: Group }): ReactNode {
  const path = (id: string) => `/v1/groups/${group.id}/groups/${id}`;
  const add = useDoing((id: string) => api.put<null>(path(id), undefined), { keys: KEYS, said: (_, id) => `${id} is in ${group.id}.` });
  const remove = useDoing((id: string) => api.delete<null>(path(id)), {
    keys: KEYS,
    said: (_, id) => `${id} is no longer in ${group.id}.`,
  });
  return (
    <Card title="Groups in it">
      <div className="stack">
        <p className="dim">Whoever is in one of them is in {group.id} too.</p>
        <Chips label={`Groups in ${group.id}`} items={group.groups.map((id) => ({ id, text: id }))} onRemove={(id) => remove.mutate(id)} />
        <Picker
          label="Put a group into it"
          of="groups"
          verb="Add"
          except={[group.id, ...group.groups]}
          onPick={({ id }) => add.mutate(id)}
        />
        <FormError error={add.error ?? remove.error} />
      </div>
    </Card>
  );
}

function InSlack({ group }: { group: Group }): ReactNode {
  const [channel, setChannel] = useState(group.slackChannel ?? '');
  const [userGroup, setUserGroup] = useState(group.slackUserGroup ?? '');
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  const save = useDoing(
    () => api.patch<Group>(`/v1/groups/${group.id}`, { slackChannel: orNull(channel), slackUserGroup: orNull(userGroup) }),
    {
      keys: ['groups'],
      said: 'Saved.',
    },
  );
  return (
    <Card title="In Slack">
      <Form onSubmit={() => save.mutate(undefined)}>
        <TextField
          label="Channel"
          hint="Its id (C…). Empty: everybody is asked in a direct message."
          autoComplete="off"
          {...typed(channel, setChannel, errorAt(save.error, '/slackChannel'))}
        />
        <TextField
          label="User group"
          hint="Its id (S…), whose members the import puts here."
          autoComplete="off"
          {...typed(userGroup, setUserGroup, errorAt(save.error, '/slackUserGroup'))}
        />
        <FormError error={save.error} fields={['/slackChannel', '/slackUserGroup']} />
        <div className="row">
          <Button type="submit" busy={save.isPending}>
            Save
          </Button>
        </div>
      </Form>
    </Card>
  );
}
