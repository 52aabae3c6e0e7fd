import { useState, type ReactNode } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Directory } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { TextField } from '../../ui/field.js';
import { pathOf, useSettled } from './queries.js';
import { typed } from './typed.js';

export interface Picked {
  id: string;
  name: string;
}

/** Looks for a person or a group by a part of the name; what is found can be chosen by touch and by keyboard. */
export function Picker({
  label,
  hint,
  of,
  except = [],
  verb = 'Choose',
  error,
  onPick,
}: {
  label: string;
  hint?: string | undefined;
  of: 'people' | 'groups';
  except?: readonly string[] | undefined;
  verb?: string;
  error?: string | null;
  onPick: (picked: Picked) => void;
}): ReactNode {
  const [text, setText] = useState('');
  const q = useSettled(text.trim(), 200);
  const { data, isFetching } = useQuery({
    queryKey: ['directory', 'search', q],
    queryFn: ({ signal }) => api.get<Directory>(pathOf('/v1/directory', { q }), { signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
  const all: Picked[] = of === 'people' ? (data?.people ?? []) : (data?.groups ?? []).map((id) => ({ id, name: id }));
  const found = q === '' || text.trim() === '' ? [] : all.filter(({ id }) => !except.includes(id));
  return (
    <div className="stack tight">
      <TextField
        label={label}
        hint={hint}
        type="search"
        autoComplete="off"
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          // The first one found; never the form around it.
          event.preventDefault();
          const [first] = found;
          if (first && q === text.trim()) pick(first);
        }}
        {...typed(text, setText, error)}
      />
      {text.trim() === '' ? null : (
        <ul className="m-found" aria-label={`Found for ${label.toLowerCase()}`}>
          {found.map((each) => (
            <li key={each.id}>
              <button type="button" onClick={() => pick(each)}>
                <span>
                  {each.name}
                  {each.name === each.id ? null : <small> {each.id}</small>}
                </span>
                <span className="verb">{verb}</span>
              </button>
            </li>
          ))}
          {found.length === 0 ? <li className="none">{isFetching || q !== text.trim() ? 'Looking…' : 'Nobody of this name.'}</li> : null}
        </ul>
      )}
    </div>
  );
  function pick(picked: Picked): void {
    setText('');
    onPick(picked);
  }
}
