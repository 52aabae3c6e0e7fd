import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Group } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Form, FormError, More } from './parts.js';
import { errorAt } from './problems.js';
import { useDoing, usePages, useSettled } from './queries.js';

const people = (n: number) => (n === 1 ? '1 person' : `${n} people`);

export function GroupsPage(): ReactNode {
  const [text, setText] = useState('');
  const [adding, setAdding] = useState(false);
  const q = useSettled(text.trim(), 250);
  const list = usePages<Group>(['groups'], '/v1/groups', { q });
  const groups = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title="Groups"
      side={
        <Button kind="primary" onClick={() => setAdding(true)}>
          Add a group
        </Button>
      }
    >
      <div className="stack">
        <TextField label="Search" type="search" value={text} onChange={(event) => setText(event.target.value)} />
        {list.error ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
        {list.isPending ? <Skeleton lines={6} /> : null}
        {list.data && groups.length === 0 ? <EmptyState title={q === '' ? 'No groups yet' : `No group fits “${q}”`} /> : null}
        <ul className="m-rows card" hidden={groups.length === 0}>
          {groups.map((group) => (
            <li key={group.id}>
              <Link href={`/manage/groups/${group.id}`}>
                <span className="grow">
                  <strong>{group.id}</strong>
                  <small className="dim block">
                    {people(group.everybody.length)}
                    {group.groups.length === 0 ? '' : `, those of ${group.groups.join(', ')} included`}
                  </small>
                </span>
                {group.everybody.length === 0 ? <Badge tone="warn">empty</Badge> : null}
                {group.slackUserGroup === null ? null : <Badge>filled from Slack</Badge>}
              </Link>
            </li>
          ))}
        </ul>
        <More query={list} />
        <p className="hint">
          To bring people and user groups over from Slack, run <code>countersign people import-slack</code> where the bot token is.
        </p>
      </div>
      {adding ? <AddGroup onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function AddGroup({ onClose }: { onClose: () => void }): ReactNode {
  const [, go] = useLocation();
  const [id, setId] = useState('');
  const add = useDoing(() => api.post<Group>('/v1/groups', { id: id.trim() }), {
    keys: ['groups', 'directory'],
    said: (group) => `The group ${group.id} was added.`,
    then: (group) => go(`/manage/groups/${group.id}`),
  });
  return (
    <Dialog title="Add a group" onClose={onClose}>
      <Form onSubmit={() => add.mutate(undefined)}>
        <TextField
          label="Name"
          hint="What policies call it, such as finance in group:finance. It cannot be changed later."
          value={id}
          onChange={(event) => setId(event.target.value)}
          autoComplete="off"
          autoCapitalize="off"
          error={errorAt(add.error, '/id')}
        />
        <FormError error={add.error} fields={['/id']} />
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={add.isPending}>
            Add
          </Button>
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
