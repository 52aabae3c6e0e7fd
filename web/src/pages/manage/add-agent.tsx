import { useState, type ReactNode } from 'react';
import { api } from '../../api/http.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Chips, Form, FormError, Secret } from './parts.js';
import { Picker, type Picked } from './picker.js';
import { errorAt } from './problems.js';
import { useDoing } from './queries.js';

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
  if (add.data) {
    return (
      <Dialog title={`${add.data.name} was added`} onClose={onClose}>
        <Secret
          label="Signing secret"
          value={add.data.secret}
          hint="Shown once. The agent verifies our calls with it (Standard Webhooks)."
        />
        <DialogFoot>
          <Button kind="primary" onClick={onClose}>
            I have kept it
          </Button>
        </DialogFoot>
      </Dialog>
    );
  }
  return (
    <Dialog title="Add an HTTP agent" onClose={onClose}>
      <Form onSubmit={() => add.mutate(undefined)}>
        <TextField
          label="Name"
          value={name}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => setName(event.target.value)}
          error={errorAt(add.error, '/name')}
        />
        <TextField
          label="Address"
          type="url"
          placeholder="https://"
          value={url}
          autoComplete="off"
          onChange={(event) => setUrl(event.target.value)}
          error={errorAt(add.error, '/url')}
        />
        {owner ? (
          <div className="field">
            <span className="label">Owner</span>
            <Chips label="Owner" items={[{ id: owner.id, text: owner.name }]} onRemove={() => setOwner(null)} />
          </div>
        ) : (
          <Picker label="Owner (optional)" of="people" onPick={setOwner} />
        )}
        <FormError error={add.error} fields={['/name', '/url']} />
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
