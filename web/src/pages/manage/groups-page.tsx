import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Group } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { EmptyState } from '../../ui/states.js';
import { FormDialog } from './form-dialog.js';
import { Arriving, More } from './parts.js';
import { errorAt } from './problems.js';
import { itemsOf, useDoing, usePages, useSettled } from './queries.js';
import { typed } from './typed.js';

const people = (n: number) => (n === 1 ? '1 person' : `${n} people`);

export function GroupsPage(): ReactNode {
  const [text, setText] = useState('');
  const [adding, setAdding] = useState(false);
  const q = useSettled(text.trim(), 250);
  const list = usePages<Group>(['groups'], '/v1/groups', { q });
  const groups = itemsOf(list);
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
        <TextField label="Search" type="search" {...typed(text, setText)} />
        <Arriving query={list} lines={6} />
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
    <FormDialog title="Add a group" action="Add" doing={add} fields={['/id']} onClose={onClose}>
      <TextField
        label="Name"
        hint="What policies call it, such as finance in group:finance. It cannot be changed later."
        autoComplete="off"
        autoCapitalize="off"
        {...typed(id, setId, errorAt(add.error, '/id'))}
      />
    </FormDialog>
  );
}
