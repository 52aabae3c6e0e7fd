import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ChannelList, ChannelTestResult, ChannelView } from '../../../../src/contracts/channel-health.js';
import { api } from '../../api/http.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card, Facts, Note, type Tone } from '../../ui/card.js';
import { Choices, TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { EmptyState } from '../../ui/states.js';
import { Ago, Arriving, Form, FormError } from './parts.js';
import { errorAt } from './problems.js';
import { useDoing, useOne } from './queries.js';
import { typed } from './typed.js';

/** Health is looked at again while the page is open, milliseconds. */
const AGAIN_MS = 20_000;

const HEALTH: Readonly<Record<ChannelView['health']['state'], readonly [Tone, string]>> = {
  working: ['ok', 'Working'],
  failing: ['no', 'Failing'],
  unknown: ['plain', 'Nothing sent yet'],
};

export function ChannelsPage(): ReactNode {
  const list = useOne<ChannelList>(['channels'], '/v1/channels', { refetchInterval: AGAIN_MS });
  const { data } = list;
  return (
    <Page title="Channels">
      <Arriving query={list} lines={6} />
      {data?.items.length === 0 ? <EmptyState title="No channel is configured" /> : null}
      <div className="stack">
        {data?.items.map((channel) => (
          <Channel key={channel.name} channel={channel} />
        ))}
        {data && !data.items.some(({ name }) => name === 'slack') ? (
          <p className="hint">
            Slack is not configured. Create the app from <code>slack/manifest.yaml</code>, set <code>SLACK_BOT_TOKEN</code> and start again.
          </p>
        ) : null}
      </div>
    </Page>
  );
}

function Channel({ channel }: { channel: ChannelView }): ReactNode {
  const { title, about, health, lastDelivery, lastError, waiting, failed } = channel;
  const [tone, word] = HEALTH[health.state];
  return (
    <Card
      title={
        <span className="row">
          {title} <Badge tone={tone}>{word}</Badge>
        </span>
      }
    >
      <div className="stack">
        <p>
          {health.text} {about}
        </p>
        {health.fix === null ? null : <Note tone="warn">What to do: {health.fix}.</Note>}
        <Facts
          facts={[
            [
              'Last delivery',
              lastDelivery ? (
                <>
                  <Ago at={lastDelivery.at} /> to <code>{lastDelivery.target}</code>,{' '}
                  <Link href={`/r/${lastDelivery.requestId}`}>request</Link>
                </>
              ) : (
                'None yet'
              ),
            ],
            [
              'Last error',
              lastError ? (
                <>
                  <Ago at={lastError.at} /> at <code>{lastError.target}</code>, <Link href={`/r/${lastError.requestId}`}>request</Link>:{' '}
                  {lastError.error}
                </>
              ) : (
                'None'
              ),
            ],
            ['Waiting', waiting === 0 ? 'Nothing' : `${waiting} that do not show the newest state yet`],
            ['Given up', failed === 0 ? 'Nothing' : `${failed}, until their requests move or the service starts again`],
          ]}
        />
        <TestMessage channel={channel} />
      </div>
    </Card>
  );
}

/** What stands for the field below the choices. */
const ELSEWHERE = '';

function TestMessage({ channel: { name, title, test } }: { channel: ChannelView }): ReactNode {
  const choices = [
    ...(test.toSelf ? [{ value: 'self', text: 'To me' }] : []),
    ...test.places.map(({ target, text }) => ({ value: target, text: `To ${text}` })),
    { value: ELSEWHERE, text: 'To another place' },
  ];
  const [to, setTo] = useState(choices[0]?.value ?? ELSEWHERE);
  const [place, setPlace] = useState('');
  const send = useDoing(
    () => api.post<ChannelTestResult>(`/v1/channels/${name}/test`, to === 'self' ? {} : { to: to === ELSEWHERE ? place.trim() : to }),
    { keys: ['channels'] },
  );
  const result = send.data;
  return (
    <details>
      <summary>Send a test message</summary>
      <Form onSubmit={() => send.mutate(undefined)} label={`Send a test message by ${title}`}>
        <Choices legend="Where to" name={`to-${name}`} value={to} onChange={setTo} choices={choices} />
        {to === ELSEWHERE ? (
          <TextField label="Place" hint={test.hint} autoComplete="off" {...typed(place, setPlace, errorAt(send.error, '/to'))} />
        ) : null}
        <FormError error={send.error} fields={to === ELSEWHERE ? ['/to'] : []} />
        <div className="row">
          <Button type="submit" busy={send.isPending}>
            Send the test
          </Button>
        </div>
        <div role="status">
          {result === undefined ? null : result.result === 'arrived' ? (
            <Note tone="ok">
              {result.text} It went to <code>{result.target}</code>.
            </Note>
          ) : (
            <Note tone="no">
              {result.error}
              {result.fix === null ? '' : ` What to do: ${result.fix}.`}
            </Note>
          )}
        </div>
      </Form>
    </details>
  );
}
