import { useState, type ReactNode } from 'react';
import { api } from '../../api/http.js';
import { Choices, TextField } from '../../ui/field.js';
import { FormDialog } from './form-dialog.js';
import { PersonField } from './person-field.js';
import type { Picked } from './picker.js';
import { errorAt } from './problems.js';
import { useDoing } from './queries.js';
import { typed } from './typed.js';

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
  return (
    <FormDialog
      title="Make a key"
      action="Make the key"
      doing={make}
      fields={['/agent', '/personId', '/name']}
      told={
        make.data && {
          title: 'The key is made',
          label: 'Key',
          secret: make.data.key,
          hint: 'Shown once, and kept nowhere. Put it where it is used, then close this.',
        }
      }
      onClose={onClose}
    >
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
          autoComplete="off"
          autoCapitalize="off"
          {...typed(agent, setAgent, errorAt(make.error, '/agent'))}
        />
      ) : null}
      {kind === 'admin' ? null : (
        <PersonField
          label={kind === 'agent' ? 'Owner' : 'Person'}
          ask={kind === 'agent' ? 'Owner (optional)' : 'Person'}
          hint={kind === 'agent' ? 'Answers for the agent, and never approves what it asks for.' : undefined}
          error={errorAt(make.error, '/personId')}
          picked={person}
          onPick={setPerson}
        />
      )}
      <TextField
        label="Label (optional)"
        hint="What this list calls the key"
        autoComplete="off"
        {...typed(name, setName, errorAt(make.error, '/name'))}
      />
    </FormDialog>
  );
}
