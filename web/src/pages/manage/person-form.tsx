import { useState, type ReactNode } from 'react';
import type { Person } from '../../../../src/contracts/administration.js';
import type { Attributes, Hours } from '../../../../src/contracts/people.js';
import { api } from '../../api/http.js';
import { Button } from '../../ui/button.js';
import { Select, TextArea, TextField } from '../../ui/field.js';
import { attributesFrom, attributesText } from './attributes.js';
import { Form, FormError } from './parts.js';
import { errorAt } from './problems.js';
import { useDoing } from './queries.js';
import { PERMISSIONS, ROLES } from './roles.js';
import { typed } from './typed.js';

const DAYS = [
  ['mon', 'Mon'],
  ['tue', 'Tue'],
  ['wed', 'Wed'],
  ['thu', 'Thu'],
  ['fri', 'Fri'],
  ['sat', 'Sat'],
  ['sun', 'Sun'],
] as const;
const WORKDAYS: Hours = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' };
const FIELDS = ['/name', '/email', '/role', '/permissions', '/timeZone', '/hours', '/attributes'];

type Permission = Person['permissions'][number];

/** Name, role, permissions, hours and what policies may ask of them. */
export function PersonForm({ person, path }: { person: Person; path: string }): ReactNode {
  const [name, setName] = useState(person.name);
  const [email, setEmail] = useState(person.email ?? '');
  const [role, setRole] = useState(person.role);
  const [permissions, setPermissions] = useState<readonly Permission[]>(person.permissions.filter((each) => each !== 'admin'));
  const [timeZone, setTimeZone] = useState(person.timeZone ?? '');
  const [hours, setHours] = useState<Hours | null>(person.hours);
  const [attributes, setAttributes] = useState(attributesText(person.attributes));
  const [wrong, setWrong] = useState<string | null>(null);
  const save = useDoing(
    (given: Attributes) =>
      api.patch<Person>(path, {
        name: name.trim(),
        email: email.trim() === '' ? null : email.trim(),
        role,
        permissions: role === 'viewer' ? [] : [...permissions, ...(role === 'manager' ? ['admin'] : [])],
        timeZone: timeZone.trim() === '' ? null : timeZone.trim(),
        hours,
        attributes: given,
      }),
    { keys: ['people', 'directory', 'session'], said: (saved) => `${saved.name} was saved.` },
  );
  const toggle = (permission: Permission) =>
    setPermissions(permissions.includes(permission) ? permissions.filter((each) => each !== permission) : [...permissions, permission]);

  return (
    <Form
      onSubmit={() => {
        const parsed = attributesFrom(attributes);
        setWrong(parsed.ok ? null : parsed.why);
        if (parsed.ok) save.mutate(parsed.value);
      }}
    >
      <TextField label="Name" autoComplete="off" {...typed(name, setName, errorAt(save.error, '/name'))} />
      <TextField label="E-mail" type="email" autoComplete="off" {...typed(email, setEmail, errorAt(save.error, '/email'))} />
      <Select
        label="Role"
        value={role}
        options={ROLES}
        onChange={(event) => setRole(event.target.value as Person['role'])}
        error={errorAt(save.error, '/role')}
      />
      {role === 'viewer' ? null : (
        <fieldset>
          <legend>May also</legend>
          {PERMISSIONS.map(({ value, text, hint }) => (
            <label key={value} className="choice">
              <input type="checkbox" checked={permissions.includes(value)} onChange={() => toggle(value)} />
              <span>
                {text}
                <small>{hint}</small>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <TextField
        label="Time zone"
        hint="Such as Europe/Berlin. Hours need one."
        list="time-zones"
        autoComplete="off"
        {...typed(timeZone, setTimeZone, errorAt(save.error, '/timeZone'))}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <HoursFields hours={hours} onChange={setHours} error={errorAt(save.error, '/hours')} />
      <TextArea
        label="Attributes"
        hint="What policies may ask of them, one to a line: limit: 10000, country: DE, teams: [a, b]"
        className="input mono"
        rows={4}
        spellCheck={false}
        {...typed(attributes, setAttributes, wrong ?? errorAt(save.error, '/attributes'))}
      />
      <FormError error={save.error} fields={FIELDS} />
      <div className="row">
        <Button kind="primary" type="submit" busy={save.isPending}>
          Save
        </Button>
      </div>
    </Form>
  );
}

function HoursFields({
  hours,
  onChange,
  error,
}: {
  hours: Hours | null;
  onChange: (hours: Hours | null) => void;
  error: string | null;
}): ReactNode {
  const toggle = (of: Hours, day: Hours['days'][number]) => ({
    ...of,
    days: DAYS.map(([each]) => each).filter((each) => (each === day ? !of.days.includes(day) : of.days.includes(each))),
  });
  return (
    <fieldset>
      <legend>Working hours</legend>
      <label className="choice">
        <input type="checkbox" checked={hours !== null} onChange={() => onChange(hours === null ? WORKDAYS : null)} />
        <span>
          Only at certain hours
          <small>Outside them reminders wait.</small>
        </span>
      </label>
      {hours === null ? null : (
        <div className="stack tight">
          <div className="m-days">
            {DAYS.map(([day, text]) => (
              <label key={day}>
                <input type="checkbox" checked={hours.days.includes(day)} onChange={() => onChange(toggle(hours, day))} />
                <span>{text}</span>
              </label>
            ))}
          </div>
          <div className="m-pair">
            <TextField label="From" type="time" value={hours.from} onChange={(event) => onChange({ ...hours, from: event.target.value })} />
            <TextField label="Until" type="time" value={hours.to} onChange={(event) => onChange({ ...hours, to: event.target.value })} />
          </div>
        </div>
      )}
      {error ? (
        <p className="error" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
