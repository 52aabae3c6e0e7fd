import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { QueryClientProvider, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { Route, Switch, useLocation } from 'wouter';
import { isOffline, onSignedOut } from './api/http.js';
import { startLive } from './api/live.js';
import { loadSession, SESSION_KEY, signInHref } from './api/session.js';
import { InboxPage } from './pages/inbox/inbox-page.js';
import { RequestPage } from './pages/request/request-page.js';
import { OfflinePage } from './pwa/offline-page.js';
import { setPerson } from './pwa/person.js';
import { startPwa } from './pwa/start.js';
import { Shell } from './shell.js';
import { Boundary } from './ui/boundary.js';
import { Dialog, DialogFoot } from './ui/dialog.js';
import { Page } from './ui/page.js';
import { EmptyState, ErrorState, Skeleton } from './ui/states.js';

// Seldom a reviewer's first page, so that they do not keep one waiting.
const OverviewPage = lazy(() => import('./pages/overview/overview-page.js'));
const ManagePages = lazy(() => import('./pages/manage/manage-pages.js'));
const SettingsPage = lazy(() => import('./pages/settings/settings-page.js'));

function NotFound(): ReactNode {
  return (
    <Page title="Not found">
      <EmptyState title="There is nothing at this address">
        <p>
          <a href="/">Go to the inbox</a>
        </p>
      </EmptyState>
    </Page>
  );
}

function Pages(): ReactNode {
  const [location] = useLocation();
  return (
    <Boundary key={location.split('/')[1]}>
      <Suspense fallback={<Skeleton lines={6} />}>
        <Switch>
          <Route path="/" component={InboxPage} />
          <Route path="/r/:id">{({ id }) => <RequestPage key={id} id={id} />}</Route>
          <Route path="/overview" component={OverviewPage} />
          <Route path="/manage/*?" component={ManagePages} />
          <Route path="/settings" component={SettingsPage} />
          <Route component={NotFound} />
        </Switch>
      </Suspense>
    </Boundary>
  );
}

/** What was typed stays on the page behind it. */
function SignedOut({ onClose }: { onClose: () => void }): ReactNode {
  return (
    <Dialog title="You are signed out" onClose={onClose}>
      <p>Your session is over, so that nothing was sent. Sign in again, and you come back to this page.</p>
      <DialogFoot>
        <a className="button primary" href={signInHref()}>
          Sign in
        </a>
      </DialogFoot>
    </Dialog>
  );
}

/** Draws nothing of the application before it knows who looks at it. */
function SignedIn(): ReactNode {
  const client = useQueryClient();
  const [out, setOut] = useState(false);
  const [, navigate] = useLocation();
  const { data, error, failureReason, fetchStatus, refetch } = useQuery({ queryKey: SESSION_KEY, queryFn: loadSession, staleTime: 60_000 });
  useEffect(() => {
    onSignedOut(() => setOut(true));
    return startLive(client);
  }, [client]);
  useEffect(() => startPwa(client, navigate), [client, navigate]);
  if (data) {
    setPerson(data.person.id);
    return (
      <Shell>
        <Pages />
        {out ? <SignedOut onClose={() => setOut(false)} /> : null}
      </Shell>
    );
  }
  if (out) location.assign(signInHref());
  // Not first after all attempts: a phone without a network is told at once.
  if (fetchStatus === 'paused' || isOffline(error ?? failureReason)) return <OfflinePage onRetry={() => void refetch()} />;
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton />;
}

export function App({ client }: { client: QueryClient }): ReactNode {
  return (
    <QueryClientProvider client={client}>
      <SignedIn />
    </QueryClientProvider>
  );
}
