import { useState, type ReactNode } from 'react';
import { api } from '../../api/http.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';
import { Choices, TextField } from '../../ui/field.js';
import { Chips, Form, FormError, Secret } from './parts.js';
import { Picker, type Picked } from './picker.js';
import { errorAt } from './problems.js';
import { useDoing } from './queries.js';

type Kind = 'agent' | 'person' | 'admin';

const KINDS = [
  { value: 'agent', text: 'For an agent', hint: 'Requests, and sees its own requests only.' },
  { value: 'person', text: 'For a person', hint: 'Acts as that person, with all that they may do.' },
  { value: 'admin', text: 'For administration', hint: 'Changes everything under Manage, and decides nothing.' },
] as const;

/** The key is told once: it is copied here, or lost. */
export function MakeKey({ onClose }: { onClose: () => void }): ReactNode {
  const [kind, setKind] = useState<Kind>('agent');
  const [agent, setAgent] = useState('');
  const [person, setPerson] = useState<Picked | null>(null);
  const [name, setName] = useState('');
  const make = useDoing(
    () =>
      api.post<{ id: string; key: string }>('/v1/keys', {
        kind,
        ...(kind === 'agent' ? { agent: agent.trim() } : {}),
        ...(kind !== 'admin' && person ? { personId: person.id } : {}),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      }),
    { keys: ['keys'] },
  );
  if (make.data) {
    return (
      <Dialog title="The key is made" onClose={onClose}>
        <Secret label="Key" value={make.data.key} hint="Shown once, and kept nowhere. Put it where it is used, then close this." />
        <DialogFoot>
          <Button kind="primary" onClick={onClose}>
            I have kept it
          </Button>
        </DialogFoot>
      </Dialog>
    );
  }
  return (
    <Dialog title="Make a key" onClose={onClose}>
      <Form onSubmit={() => make.mutate(undefined)}>
        <Choices
          legend="What for"
          name="kind"
          value={kind}
          choices={KINDS}
          onChange={(chosen) => {
            setKind(chosen);
            setPerson(null);
          }}
        />
        {kind === 'agent' ? (
          <TextField
            label="Agent"
            hint="Its name, such as refund-bot"
            value={agent}
            autoComplete="off"
            autoCapitalize="off"
            onChange={(event) => setAgent(event.target.value)}
            error={errorAt(make.error, '/agent')}
          />
        ) : null}
        {kind === 'admin' ? null : person ? (
          <div className="field">
            <span className="label">{kind === 'agent' ? 'Owner' : 'Person'}</span>
            <Chips
              label={kind === 'agent' ? 'Owner' : 'Person'}
              items={[{ id: person.id, text: person.name }]}
              onRemove={() => setPerson(null)}
            />
            {errorAt(make.error, '/personId') === null ? null : (
              <p className="error" role="alert">
                {errorAt(make.error, '/personId')}
              </p>
            )}
          </div>
        ) : (
          <Picker
            label={kind === 'agent' ? 'Owner (optional)' : 'Person'}
            {...(kind === 'agent' ? { hint: 'Answers for the agent, and never approves what it asks for.' } : {})}
            of="people"
            error={errorAt(make.error, '/personId')}
            onPick={setPerson}
          />
        )}
        <TextField
          label="Label (optional)"
          hint="What this list calls the key"
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          error={errorAt(make.error, '/name')}
        />
        <FormError error={make.error} fields={['/agent', '/personId', '/name']} />
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={make.isPending}>
            Make the key
          </Button>
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
