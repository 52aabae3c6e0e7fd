import { useState, type ReactNode } from 'react';
import { api } from '../../api/http.js';
import { TextField } from '../../ui/field.js';
import { FormDialog } from './form-dialog.js';
import { PersonField } from './person-field.js';
import type { Picked } from './picker.js';
import { errorAt } from './problems.js';
import { useDoing } from './queries.js';
import { typed } from './typed.js';

/** An agent that is called over HTTP; its signing secret is told once. */
export function AddAgent({ onClose }: { onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [owner, setOwner] = useState<Picked | null>(null);
  const add = useDoing(
    () =>
      api.post<{ name: string; secret: string }>('/v1/agents', {
        name: name.trim(),
        url: url.trim(),
        ...(owner ? { ownerId: owner.id } : {}),
      }),
    {
      keys: ['agents'],
    },
  );
  return (
    <FormDialog
      title="Add an HTTP agent"
      action="Add"
      doing={add}
      fields={['/name', '/url']}
      told={
        add.data && {
          title: `${add.data.name} was added`,
          label: 'Signing secret',
          secret: add.data.secret,
          hint: 'Shown once. The agent verifies our calls with it (Standard Webhooks).',
        }
      }
      onClose={onClose}
    >
      <TextField label="Name" autoComplete="off" autoCapitalize="off" {...typed(name, setName, errorAt(add.error, '/name'))} />
      <TextField label="Address" type="url" placeholder="https://" autoComplete="off" {...typed(url, setUrl, errorAt(add.error, '/url'))} />
      <PersonField label="Owner" ask="Owner (optional)" picked={owner} onPick={setOwner} />
    </FormDialog>
  );
}
