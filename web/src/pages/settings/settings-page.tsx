import { useState, type ReactNode } from 'react';
import type { SignedOut } from '../../../../src/contracts/session.js';
import { api } from '../../api/http.js';
import { useSession } from '../../api/session.js';
import { OutboxList } from '../../pwa/outbox-list.js';
import { forgetPush } from '../../pwa/push.js';
import { forgetDrafts } from '../../pwa/use-draft.js';
import { useOutbox } from '../../pwa/use-outbox.js';
import { Button, LinkButton } from '../../ui/button.js';
import { Card, Facts } from '../../ui/card.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';
import { Page } from '../../ui/page.js';
import { Moment } from '../../ui/time.js';
import { announce } from '../../ui/toast.js';
import { InstallCard } from './install-card.js';
import { Notifications } from './notifications.js';
import './settings.css';

const ROLES = { viewer: 'Viewer: reads everything, decides nothing', reviewer: 'Reviewer', manager: 'Manager' } as const;

export default function SettingsPage(): ReactNode {
  const { person, signedInAt, expiresAt, version } = useSession();
  const waits = useOutbox().length > 0;
  return (
    <Page title="Settings">
      <div className="stack settings">
        {waits ? (
          <Card title={<span id="outbox">Decided offline</span>}>
            <OutboxList />
          </Card>
        ) : null}
        <Notifications />
        <InstallCard />
        <Card title="Away">
          <div className="stack tight">
            <p>While you are away, whoever you name decides in your place, and your devices stay quiet.</p>
            <div>
              <LinkButton href="/manage/absences">Your absences</LinkButton>
            </div>
          </div>
        </Card>
        <Card title="You">
          <div className="stack">
            <Facts
              facts={[
                ['Name', person.name],
                ['Role', ROLES[person.role]],
                ['Signed in', <Moment key="since" at={signedInAt} />],
                ['Until', <Moment key="until" at={expiresAt} />],
                ['Version', version],
              ]}
            />
            <p>
              <a href="/sign-in/account">Accounts you sign in with</a>
            </p>
            <SigningOut />
          </div>
        </Card>
      </div>
    </Page>
  );
}

function SigningOut(): ReactNode {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const waiting = useOutbox().filter(({ state }) => state.kind === 'waiting').length;

  async function signOut(everywhere: boolean): Promise<void> {
    setBusy(true);
    try {
      const { providerUrl } = await api.delete<SignedOut>(`/v1/session${everywhere ? '?everywhere=true' : ''}`);
      forgetDrafts();
      // The service has forgotten this browser; the browser need not ring either.
      await forgetPush().catch(() => undefined);
      location.assign(providerUrl ?? '/sign-in');
    } catch (error) {
      setBusy(false);
      announce(error instanceof Error ? error.message : 'That did not work', 'no');
    }
  }

  return (
    <div className="row">
      <Button busy={busy} onClick={() => void signOut(false)}>
        Sign out
      </Button>
      <Button kind="danger" onClick={() => setAsking(true)}>
        Sign out everywhere
      </Button>
      {asking ? (
        <Dialog title="Sign out everywhere?" onClose={() => setAsking(false)}>
          <p>
            Every browser that you are signed in with is signed out, and notifications end on all of them. Do this if a device was lost.
          </p>
          {waiting > 0 ? <p>Decisions that wait to be sent here stay on this device until you sign in again.</p> : null}
          <DialogFoot>
            <Button onClick={() => setAsking(false)}>Stay signed in</Button>
            <Button kind="danger" busy={busy} onClick={() => void signOut(true)}>
              Sign out everywhere
            </Button>
          </DialogFoot>
        </Dialog>
      ) : null}
    </div>
  );
}
