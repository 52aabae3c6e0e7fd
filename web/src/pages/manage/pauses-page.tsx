import { useId, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Agent, PauseDetail } from '../../../../src/contracts/administration.js';
import type { Pause, PauseScope } from '../../../../src/contracts/pause.js';
import { api } from '../../api/http.js';
import { useSession } from '../../api/session.js';
import { Button } from '../../ui/button.js';
import { Card, Note } from '../../ui/card.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';
import { Choices, TextArea, TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { pauseScopeText } from '../../../../src/contracts/pause-text.js';
import { pauseActorText } from './pause-actor.js';
import { PAUSES_KEY } from '../../ui/paused-banner.js';
import { Moment } from '../../ui/time.js';
import { Ago, Arriving, Form, FormError, More } from './parts.js';
import { errorAt } from './problems.js';
import { itemsOf, useDoing, useNames, useOne, usePages } from './queries.js';
import { typed } from './typed.js';

const KEYS = [PAUSES_KEY, 'requests', 'review'];

export function PausesPage(): ReactNode {
  const active = useOne<{ items: Pause[] }>([PAUSES_KEY, 'active'], '/v1/pauses?active=true', { refetchInterval: 15_000 });
  return (
    <Page title="Kill switch">
      <div className="stack">
        <div className="m-columns">
          <div className="stack">
            <Arriving query={active} />
            {active.data?.items.length === 0 ? <Note tone="ok">Nothing is paused. What is approved runs.</Note> : null}
            {active.data?.items.map((pause) => (
              <Held key={pause.id} pause={pause} />
            ))}
          </div>
          <PauseForm />
        </div>
        <Lifted />
      </div>
    </Page>
  );
}

type Kind = PauseScope['kind'];

const KINDS = [
  { value: 'all', text: 'Everything', hint: 'No effect starts, whoever asked for it.' },
  { value: 'agent', text: 'One agent', hint: 'Nothing that this agent asked for starts.' },
  { value: 'type', text: 'One kind of action', hint: 'Nothing of these types starts.' },
] as const;

function PauseForm(): ReactNode {
  const list = useId();
  const manager = useSession().person.role === 'manager';
  const [kind, setKind] = useState<Kind>('all');
  const [value, setValue] = useState('');
  const [reason, setReason] = useState('');
  const agents = useOne<{ items: Agent[] }>(['agents', 'names'], '/v1/agents?limit=200', { enabled: manager });
  const types = useOne<{ items: { type: string }[] }>(['action-types'], '/v1/action-types');
  const known =
    kind === 'agent' ? (agents.data?.items ?? []).map(({ name }) => name) : [...new Set((types.data?.items ?? []).map(({ type }) => type))];
  const pause = useDoing(
    () =>
      api.post<Pause & { waiting: number; running: number; settled: boolean }>('/v1/pauses', {
        scope: kind === 'all' ? { kind } : { kind, value: value.trim() },
        reason: reason.trim(),
      }),
    {
      keys: KEYS,
      said: ({ waiting, running }) => `Paused. ${waiting} approved and waiting now; ${running} had begun and go on.`,
      then: () => setReason(''),
    },
  );
  return (
    <Card title="Pause effects">
      <Form onSubmit={() => pause.mutate(undefined)}>
        <p className="dim">
          People are asked and decide as before. What they approve waits until the pause is lifted; effects that have begun go on.
        </p>
        <Choices legend="What to pause" name="scope" value={kind} onChange={setKind} choices={KINDS} />
        {kind === 'all' ? null : (
          <>
            <TextField
              label={kind === 'agent' ? 'Agent' : 'Action type'}
              hint={kind === 'agent' ? undefined : 'Such as payments.refund, or payments.* for all of them.'}
              list={list}
              autoComplete="off"
              autoCapitalize="off"
              {...typed(value, setValue, errorAt(pause.error, '/scope'))}
            />
            <datalist id={list}>
              {known.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          </>
        )}
        <TextArea
          label="Reason"
          hint="Everybody who meets the pause reads it."
          rows={3}
          {...typed(reason, setReason, errorAt(pause.error, '/reason'))}
        />
        <FormError error={pause.error} fields={['/scope', '/reason']} />
        {pause.data?.settled === false ? <Note tone="warn">One effect was just starting when you paused, and may still run.</Note> : null}
        <div className="row">
          <Button kind="danger" className="m-solid" type="submit" busy={pause.isPending}>
            {kind === 'all' ? 'Pause everything' : 'Pause'}
          </Button>
        </div>
      </Form>
    </Card>
  );
}

function Held({ pause }: { pause: Pause }): ReactNode {
  const [lifting, setLifting] = useState(false);
  const [reason, setReason] = useState('');
  const nameOf = useNames([pause.by.kind === 'person' ? pause.by.id : null]);
  const detail = useOne<PauseDetail>([PAUSES_KEY, 'held', pause.id], `/v1/pauses/${pause.id}`, { refetchInterval: 15_000 });
  const lift = useDoing(
    () => api.delete<Pause>(`/v1/pauses/${pause.id}`, { body: reason.trim() === '' ? {} : { reason: reason.trim() } }),
    {
      keys: KEYS,
      said: 'Lifted. What was held goes on.',
      then: () => setLifting(false),
    },
  );
  return (
    <Card title={`Paused: ${pauseScopeText(pause.scope)}`} className="m-held">
      <div className="stack">
        <p>{pause.reason}</p>
        <p className="dim small">
          By {pauseActorText(pause.by, nameOf)}, <Ago at={pause.at} />
        </p>
        {detail.data ? <WhatIsHeld detail={detail.data} /> : null}
        <div className="row">
          <Button onClick={() => setLifting(true)}>Lift</Button>
        </div>
      </div>
      {lifting ? (
        <Dialog title={`Lift the pause of ${pauseScopeText(pause.scope)}?`} onClose={() => setLifting(false)}>
          <p>
            {detail.data && detail.data.waiting > 0
              ? `${detail.data.waiting} approved and waiting start at once, unless something else holds them.`
              : 'Nothing is held by it at the moment.'}
          </p>
          <Form onSubmit={() => lift.mutate(undefined)}>
            <TextField label="Reason (optional)" autoComplete="off" {...typed(reason, setReason, errorAt(lift.error, '/reason'))} />
            <FormError error={lift.error} fields={['/reason']} />
            <DialogFoot>
              <Button onClick={() => setLifting(false)}>Cancel</Button>
              <Button kind="primary" type="submit" busy={lift.isPending}>
                Lift the pause
              </Button>
            </DialogFoot>
          </Form>
        </Dialog>
      ) : null}
    </Card>
  );
}

function WhatIsHeld({ detail: { waiting, running, held } }: { detail: PauseDetail }): ReactNode {
  if (held.length === 0) return <p>It holds nothing at the moment.</p>;
  return (
    <div>
      <p>
        {waiting} approved and waiting{running > 0 ? `; ${running} had begun and go on` : ''}.
      </p>
      <ul className="m-plain-list">
        {held.map(({ id, title, type, status }) => (
          <li key={id}>
            <Link href={`/r/${id}`}>{title ?? type ?? id}</Link>
            {status === 'executing' ? ' (running)' : ''}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Lifted(): ReactNode {
  const list = usePages<Pause>([PAUSES_KEY, 'lifted'], '/v1/pauses', { active: 'false', limit: '10' });
  const pauses = itemsOf(list);
  const nameOf = useNames(
    pauses.flatMap(({ by, lifted }) => [by.kind === 'person' ? by.id : null, lifted?.by.kind === 'person' ? lifted.by.id : null]),
  );
  if (pauses.length === 0) return null;
  return (
    <Card title="Lifted before">
      <ul className="m-rows">
        {pauses.map(({ id, scope, reason, by, at, lifted }) => (
          <li key={id}>
            <span className="grow">
              <strong>{pauseScopeText(scope)}</strong>: {reason}
              <small className="dim block">
                <Moment at={at} /> by {pauseActorText(by, nameOf)}
                {lifted ? (
                  <>
                    , lifted <Moment at={lifted.at} /> by {pauseActorText(lifted.by, nameOf)}
                    {lifted.reason === null ? '' : `: ${lifted.reason}`}
                  </>
                ) : null}
              </small>
            </span>
          </li>
        ))}
      </ul>
      <More query={list} />
    </Card>
  );
}
