import { useState, type ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiProblem, api } from '../../api/http.js';
import { useSession } from '../../api/session.js';
import { pushState, turnOff, turnOn, type Device, type PushState } from '../../pwa/push.js';
import { Button } from '../../ui/button.js';
import { Card, Note } from '../../ui/card.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Moment } from '../../ui/time.js';
import { announce } from '../../ui/toast.js';

const HERE = ['push', 'here'] as const;
const DEVICES = ['push', 'devices'] as const;

/** Notifications in this browser, and the others of this person. */
export function Notifications(): ReactNode {
  const { person, push } = useSession();
  const client = useQueryClient();
  const publicKey = push?.publicKey ?? null;
  const here = useQuery({ queryKey: HERE, queryFn: () => pushState(person.id, publicKey), retry: false, staleTime: 60_000 });
  const [busy, setBusy] = useState(false);

  async function act(work: () => Promise<string | null>): Promise<void> {
    setBusy(true);
    try {
      const said = await work();
      if (said !== null) announce(said);
    } catch (error) {
      announce(
        error instanceof ApiProblem
          ? error.detail
          : `The browser did not allow it: ${error instanceof Error ? error.message : String(error)}`,
        'no',
      );
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ['push'] });
    }
  }

  const on = (key: string) =>
    act(async () => ((await turnOn(person.id, key)).kind === 'on' ? 'Notifications are on in this browser' : null));
  return (
    <Card title="Notifications">
      <div className="stack">
        <p>
          Requests that wait for you ring here. Where the risk is low and all of it can be shown, you approve or deny on the notification
          itself; everything else is opened.
        </p>
        {here.data ? (
          <Here state={here.data} busy={busy} onTurnOn={() => publicKey !== null && void on(publicKey)} />
        ) : here.error ? (
          <ErrorState error={here.error} onRetry={() => void here.refetch()} />
        ) : (
          <Skeleton lines={1} />
        )}
        <Devices
          here={here.data?.kind === 'on' ? here.data.deviceId : null}
          busy={busy}
          onTest={(id) => act(() => api.post(`/v1/push/subscriptions/${id}/test`).then(() => 'Sent. It shows within a few seconds.'))}
          onRemove={(id, mine) =>
            act(() => (mine ? turnOff(id) : api.delete(`/v1/push/subscriptions/${id}`)).then(() => 'Notifications are off there'))
          }
        />
      </div>
    </Card>
  );
}

function Here({ state, busy, onTurnOn }: { state: PushState; busy: boolean; onTurnOn: () => void }): ReactNode {
  switch (state.kind) {
    case 'on':
      return <Note tone="ok">They are on in this browser.</Note>;
    case 'off':
      return (
        <div>
          <Button kind="primary" busy={busy} onClick={onTurnOn}>
            Turn on in this browser
          </Button>
        </div>
      );
    case 'blocked':
      return (
        <Note tone="warn">This browser blocks notifications from here. Allow them in its settings for this site, then come back.</Note>
      );
    case 'install_first':
      return <Note>On an iPhone or iPad, install the application first (below), and open it from the home screen.</Note>;
    case 'insecure':
      return <Note>Browsers allow notifications over https alone, or on the machine itself. Ask whoever runs this service.</Note>;
    case 'unsupported':
      return <Note>This browser knows no notifications of websites.</Note>;
    case 'unavailable':
      return <Note>This service sends no notifications.</Note>;
  }
}

interface DevicesProps {
  /** This browser's own id; null where it has none. */
  here: string | null;
  busy: boolean;
  onTest: (id: string) => Promise<void>;
  onRemove: (id: string, mine: boolean) => Promise<void>;
}

function Devices({ here, busy, onTest, onRemove }: DevicesProps): ReactNode {
  const { data } = useQuery({ queryKey: DEVICES, queryFn: () => api.get<{ items: Device[] }>('/v1/push/subscriptions') });
  if (!data || data.items.length === 0) return null;
  return (
    <div>
      <h3>Where they are on</h3>
      <ul className="settings-list">
        {data.items.map(({ id, label, createdAt, takenAt }) => (
          <li key={id}>
            <div>
              <strong>{label}</strong>
              {id === here ? ' (this browser)' : ''}
              <div className="dim small">
                Since <Moment at={createdAt} />
                {takenAt === null ? (
                  '; nothing sent yet'
                ) : (
                  <>
                    ; last sent <Moment at={takenAt} />
                  </>
                )}
              </div>
            </div>
            <div className="row">
              <Button busy={busy} aria-label={`Send a test to ${label}`} onClick={() => void onTest(id)}>
                Test
              </Button>
              <Button kind="danger" busy={busy} aria-label={`Turn off on ${label}`} onClick={() => void onRemove(id, id === here)}>
                Turn off
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
