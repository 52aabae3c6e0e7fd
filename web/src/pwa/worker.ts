const SCRIPT = '/sw.js';
/** A page that stays open for days still hears of a new version. */
const LOOK_EVERY_MS = 30 * 60_000;

let waiting: ServiceWorker | null = null;
const watchers = new Set<() => void>();

/** A version that is there and waits for somebody to reload; null: none. */
export function newVersion(): ServiceWorker | null {
  return waiting;
}

export function onNewVersion(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
}

function become(worker: ServiceWorker | null): void {
  waiting = worker;
  for (const watcher of watchers) watcher();
}

/** Registers the service worker, and hears when a new version of it is there. `go`: leads to a page of this application. Answers how to stop. */
export function startWorker(go: (path: string) => void): () => void {
  // Not over plain http from another machine: browsers then have none.
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined) return () => undefined;
  const onMessage = ({ data }: MessageEvent<{ kind?: string; path?: unknown } | null>) => {
    if (data?.kind === 'go' && typeof data.path === 'string' && data.path.startsWith('/')) go(data.path);
  };
  serviceWorker.addEventListener('message', onMessage);
  let timer: ReturnType<typeof setInterval> | undefined;
  void serviceWorker
    .register(SCRIPT)
    .then((registration) => {
      watch(registration);
      timer = setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
    })
    // Without it everything works but the offline shell and notifications.
    .catch((error: unknown) => console.warn('no service worker', error));
  return () => {
    clearInterval(timer);
    serviceWorker.removeEventListener('message', onMessage);
  };
}

function watch(registration: ServiceWorkerRegistration): void {
  // The very first one replaces nothing.
  const ready = (worker: ServiceWorker | null) =>
    worker?.state === 'installed' && navigator.serviceWorker.controller !== null && become(worker);
  ready(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => ready(installing));
  });
}

/** The new version takes over, and this page is drawn anew by it. */
export function reloadIntoNewVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting?.postMessage('take-over');
}

/** What was decided here asks no longer from this device's screen. */
export async function closeNotification(tag: string): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const shown = (await registration?.getNotifications({ tag })) ?? [];
  for (const notification of shown) notification.close();
}
