import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Person } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Select, TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { EmptyState } from '../../ui/states.js';
import { FormDialog } from './form-dialog.js';
import { Arriving, More } from './parts.js';
import { errorAt } from './problems.js';
import { itemsOf, useDoing, usePages, useSettled } from './queries.js';
import { ROLES } from './roles.js';
import { typed } from './typed.js';

export function PeoplePage(): ReactNode {
  const [text, setText] = useState('');
  const [who, setWho] = useState('true');
  const [adding, setAdding] = useState(false);
  const q = useSettled(text.trim(), 250);
  const list = usePages<Person>(['people'], '/v1/people', { q, active: who });
  const people = itemsOf(list);
  return (
    <Page
      title="People"
      side={
        <Button kind="primary" onClick={() => setAdding(true)}>
          Add a person
        </Button>
      }
    >
      <div className="stack">
        <div className="m-filters">
          <TextField label="Search" type="search" placeholder="Name, id or address" {...typed(text, setText)} />
          <Select
            label="Show"
            value={who}
            onChange={(event) => setWho(event.target.value)}
            options={[
              { value: 'true', text: 'Active people' },
              { value: 'false', text: 'Deactivated people' },
              { value: '', text: 'Everybody' },
            ]}
          />
        </div>
        <Arriving query={list} lines={6} />
        {list.data && people.length === 0 ? <EmptyState title={q === '' ? 'Nobody here yet' : `Nobody fits “${q}”`} /> : null}
        <ul className="m-rows card" hidden={people.length === 0}>
          {people.map((person) => (
            <li key={person.id}>
              <Link href={`/manage/people/${encodeURIComponent(person.id)}`}>
                <span className="grow">
                  <strong>{person.name}</strong> <small className="dim">{person.email ?? person.id}</small>
                  <small className="dim block">{person.groups.length === 0 ? 'in no group' : person.groups.join(', ')}</small>
                </span>
                {person.active ? null : <Badge tone="no">deactivated</Badge>}
                {person.role === 'reviewer' ? null : <Badge tone="info">{person.role}</Badge>}
              </Link>
            </li>
          ))}
        </ul>
        <More query={list} />
      </div>
      {adding ? <AddPerson onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function AddPerson({ onClose }: { onClose: () => void }): ReactNode {
  const [, go] = useLocation();
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Person['role']>('reviewer');
  const add = useDoing(
    () =>
      api.post<Person>('/v1/people', {
        name: name.trim(),
        role,
        ...(id.trim() === '' ? {} : { id: id.trim() }),
        ...(email.trim() === '' ? {} : { email: email.trim() }),
      }),
    {
      keys: ['people', 'directory'],
      said: (person) => `${person.name} was added.`,
      then: (person) => go(`/manage/people/${encodeURIComponent(person.id)}`),
    },
  );
  return (
    <FormDialog title="Add a person" action="Add" doing={add} fields={['/name', '/email', '/id', '/role']} onClose={onClose}>
      <TextField label="Name" autoComplete="off" {...typed(name, setName, errorAt(add.error, '/name'))} />
      <TextField label="E-mail (optional)" type="email" autoComplete="off" {...typed(email, setEmail, errorAt(add.error, '/email'))} />
      <TextField
        label="Id (optional)"
        hint="What policies call them, such as ada in person:ada. It cannot be changed later."
        autoComplete="off"
        autoCapitalize="off"
        {...typed(id, setId, errorAt(add.error, '/id'))}
      />
      <Select
        label="Role"
        value={role}
        onChange={(event) => setRole(event.target.value as Person['role'])}
        options={ROLES}
        error={errorAt(add.error, '/role')}
      />
    </FormDialog>
  );
}
