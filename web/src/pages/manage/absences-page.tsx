import { useState, type ReactNode } from 'react';
import type { Absence } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { useSession } from '../../api/session.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Choices, TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { EmptyState } from '../../ui/states.js';
import { Moment, useNow } from '../../ui/time.js';
import { Arriving, Chips, Confirm, Form, FormError, More } from './parts.js';
import { PersonField } from './person-field.js';
import { Picker, type Picked } from './picker.js';
import { errorAt } from './problems.js';
import { itemsOf, useDoing, useNames, usePages } from './queries.js';
import { typed } from './typed.js';

/** Everybody's for managers, one's own for everybody. */
export function AbsencesPage(): ReactNode {
  const { person } = useSession();
  const manager = person.role === 'manager';
  const [past, setPast] = useState(false);
  const list = usePages<Absence>(['absences', manager], manager ? '/v1/absences' : '/v1/me/absences', { past: past ? 'true' : '' });
  const absences = itemsOf(list);
  const nameOf = useNames(absences.flatMap(({ personId, delegateId }) => [personId, delegateId]));
  return (
    <Page title={manager ? 'Absences' : 'Your absences'}>
      <div className="m-columns">
        <EnterAbsence manager={manager} me={{ id: person.id, name: person.name }} />
        <div className="stack">
          <label className="choice">
            <input type="checkbox" checked={past} onChange={() => setPast(!past)} />
            <span>Also those that are over</span>
          </label>
          <Arriving query={list} lines={4} />
          {list.data && absences.length === 0 ? <EmptyState title={manager ? 'Everybody is here' : 'None entered'} /> : null}
          <ul className="m-rows card" hidden={absences.length === 0}>
            {absences.map((absence) => (
              <AbsenceRow key={absence.id} absence={absence} manager={manager} nameOf={nameOf} />
            ))}
          </ul>
          <More query={list} />
        </div>
      </div>
    </Page>
  );
}

function AbsenceRow({ absence, manager, nameOf }: { absence: Absence; manager: boolean; nameOf: (id: string) => string }): ReactNode {
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const { from, until, personId, delegateId, note } = absence;
  const begun = Date.parse(from) <= now;
  const over = Date.parse(until) <= now;
  const remove = useDoing(
    () => api.delete<null>(manager ? `/v1/people/${encodeURIComponent(personId)}/absences/${absence.id}` : `/v1/me/absences/${absence.id}`),
    { keys: ['absences'], said: begun ? 'It ends now.' : 'It was taken back.', then: () => setAsking(false) },
  );
  const action = begun ? 'End it now' : 'Take it back';
  return (
    <li>
      <span className="grow">
        {manager ? <strong>{nameOf(personId)} </strong> : null}
        {begun && !over ? <Badge tone="warn">away now</Badge> : null}
        <span className="block">
          <Moment at={from} /> to <Moment at={until} />
        </span>
        <small className="dim block">{delegateId === null ? 'Nobody stands in' : `${nameOf(delegateId)} stands in`}</small>
        {note === null ? null : <small className="dim block">{note}</small>}
      </span>
      {over ? null : (
        <Button
          kind="quiet"
          onClick={() => setAsking(true)}
          aria-label={`${action}: ${manager ? nameOf(personId) : 'absence'}, from ${from.slice(0, 10)}`}
        >
          {action}
        </Button>
      )}
      {asking ? (
        <Confirm
          title={`${action}?`}
          action={action}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(undefined)}
          onClose={() => setAsking(false)}
        >
          <p>{begun ? 'From now on they are asked themselves again.' : 'They are then asked as if nothing had been entered.'}</p>
        </Confirm>
      ) : null}
    </li>
  );
}

const FIELDS = ['/from', '/until', '/delegateId', '/note'];

/** Midnight of a day, so many days from today, as a `datetime-local` field has it. */
function midnight(daysAhead: number): string {
  const at = new Date();
  at.setDate(at.getDate() + daysAhead);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T00:00`;
}

function EnterAbsence({ manager, me }: { manager: boolean; me: Picked }): ReactNode {
  const [who, setWho] = useState<'me' | 'other'>('me');
  const [other, setOther] = useState<Picked | null>(null);
  const [from, setFrom] = useState(() => midnight(1));
  const [until, setUntil] = useState(() => midnight(8));
  const [delegate, setDelegate] = useState<Picked | null>(null);
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState<string | null>(null);
  const person = who === 'me' ? me : other;
  const enter = useDoing(
    (personId: string) => {
      const body = {
        from: new Date(from).toISOString(),
        until: new Date(until).toISOString(),
        delegateId: delegate?.id ?? null,
        note: note.trim() === '' ? null : note.trim(),
      };
      return api.post<Absence>(personId === me.id ? '/v1/me/absences' : `/v1/people/${encodeURIComponent(personId)}/absences`, body);
    },
    {
      keys: ['absences'],
      said: 'The absence is entered.',
      then: () => {
        setDelegate(null);
        setNote('');
      },
    },
  );
  function submit(): void {
    if (Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(until))) return setMissing('Give both times.');
    if (!person) return setMissing('Say who is away.');
    setMissing(null);
    enter.mutate(person.id);
  }
  return (
    <Card title="Enter an absence">
      <Form onSubmit={submit}>
        {manager ? (
          <>
            <Choices
              legend="Who is away"
              name="who"
              value={who}
              onChange={setWho}
              choices={[
                { value: 'me', text: `${me.name} (you)` },
                { value: 'other', text: 'Somebody else' },
              ]}
            />
            {who === 'other' ? (
              other ? (
                <Chips label="Who is away" items={[{ id: other.id, text: other.name }]} onRemove={() => setOther(null)} />
              ) : (
                <Picker label="Person" of="people" onPick={setOther} />
              )
            ) : null}
          </>
        ) : null}
        <TextField label="From" type="datetime-local" {...typed(from, setFrom, errorAt(enter.error, '/from'))} />
        <TextField
          label="Until"
          hint="The first moment back"
          type="datetime-local"
          {...typed(until, setUntil, errorAt(enter.error, '/until'))}
        />
        <PersonField
          label="Stands in"
          ask="Who stands in (optional)"
          hint="Fills this person’s place meanwhile, and is one vote with them. Without anybody the place is empty."
          except={person ? [person.id] : []}
          error={errorAt(enter.error, '/delegateId')}
          picked={delegate}
          onPick={setDelegate}
        />
        <TextField label="Note (optional)" autoComplete="off" {...typed(note, setNote, errorAt(enter.error, '/note'))} />
        {missing === null ? (
          <FormError error={enter.error} fields={FIELDS} />
        ) : (
          <p className="error" role="alert">
            {missing}
          </p>
        )}
        <div className="row">
          <Button kind="primary" type="submit" busy={enter.isPending}>
            Enter
          </Button>
        </div>
      </Form>
    </Card>
  );
}
