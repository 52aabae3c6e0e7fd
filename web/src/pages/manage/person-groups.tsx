import type { ReactNode } from 'react';
import type { Person } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { Chips, FormError } from './parts.js';
import { Picker } from './picker.js';
import { useDoing } from './queries.js';

/** Each change is one, and done at once. */
export function PersonGroups({ person }: { person: Person; path: string }): ReactNode {
  const keys = ['people', 'groups'];
  const add = useDoing((group: string) => api.put<null>(`/v1/groups/${group}/members/${encodeURIComponent(person.id)}`, undefined), {
    keys,
    said: (_, group) => `${person.name} is in ${group}.`,
  });
  const remove = useDoing((group: string) => api.delete<null>(`/v1/groups/${group}/members/${encodeURIComponent(person.id)}`), {
    keys,
    said: (_, group) => `${person.name} is no longer in ${group}.`,
  });
  return (
    <div className="stack">
      {person.groups.length === 0 ? <p className="dim">In no group.</p> : null}
      <Chips
        label={`Groups of ${person.name}`}
        items={person.groups.map((id) => ({ id, text: id }))}
        onRemove={(group) => remove.mutate(group)}
      />
      <Picker label="Add to a group" of="groups" verb="Add" except={person.groups} onPick={({ id }) => add.mutate(id)} />
      <FormError error={add.error ?? remove.error} />
    </div>
  );
}
