/// <reference lib="webworker" />
import type { PushPayload } from '../../../src/contracts/push.js';
import { treatmentOf } from './caching.js';
import { idb } from './idb.js';
import { notificationOf, resultOf, type NotificationData, type Shown, type Verb } from './notification.js';
import { keep, sendWaiting, SYNC_TAG } from './outbox.js';
import { sendDecision } from './send-decision.js';

declare const self: ServiceWorkerGlobalScope;
/** Written in by the build: the files of this version, and a name that changes with any of them. */
declare const __PRECACHE__: readonly string[];
declare const __BUILD__: string;

const CACHE = `countersign-${__BUILD__}`;
const SHELL = '/shell';
const KEPT: ReadonlySet<string> = new Set(__PRECACHE__);

self.addEventListener('install', (event) => {
  event.waitUntil(fill());
});

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Not from the browser's own store: the shell must be the one that belongs to these files.
  await cache.addAll([...__PRECACHE__, SHELL].map((path) => new Request(path, { cache: 'no-cache' })));
}

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('countersign-') && name !== CACHE).map((name) => caches.delete(name)));
  // The page that brought it is served by it from now on: a tunnel may come before the second visit.
  await self.clients.claim();
}

// A version waits until somebody says so: nobody's page is exchanged under their hands.
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  switch (treatmentOf(event.request, self.location.origin, KEPT)) {
    case 'asset':
      return event.respondWith(kept(event.request));
    case 'page':
      return event.respondWith(fetch(event.request).catch(() => shell()));
    case 'pass':
      return;
  }
});

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function shell(): Promise<Response> {
  const found = await (await caches.open(CACHE)).match(SHELL, { ignoreVary: true });
  return found ?? Response.error();
}

self.addEventListener('push', (event) => {
  event.waitUntil(show(event.data?.json() as PushPayload));
});

async function show(payload: PushPayload): Promise<void> {
  const before = await idb.get<NotificationData & { tag: string }>('shown', payload.tag).catch(() => undefined);
  const shown = notificationOf(payload, before ?? null);
  if (shown === null) return;
  await self.registration.showNotification(shown.title, shown.options);
  const { move, ring } = shown.options.data;
  await idb.put('shown', { tag: payload.tag, move, ring, at: Date.now() });
  await forgetOld();
}

/** Longer than a push service keeps a message: until then an older one may still come. */
const SHOWN_KEPT_MS = 29 * 86_400_000;

async function forgetOld(): Promise<void> {
  for (const { tag, at } of await idb.all<{ tag: string; at: number }>('shown'))
    if (at < Date.now() - SHOWN_KEPT_MS) await idb.delete('shown', tag);
}

self.addEventListener('notificationclick', (event) => {
  const { action, notification } = event;
  const data = notification.data as NotificationData;
  notification.close();
  if ((action === 'approve' || action === 'deny') && data.decide !== null) event.waitUntil(decide(action, notification.tag, data));
  else event.waitUntil(open(data.path));
});

/** The notification says what it was decided with, and its ids make one decision of several taps. */
async function decide(verb: Verb, tag: string, data: NotificationData): Promise<void> {
  const { decide: said } = data;
  if (said === null) return;
  const { personId, requestId, revision, digest, decisionIds } = said;
  const body = { verb, revision, digest, decisionId: decisionIds[verb] };
  const outcome = await sendDecision(personId, requestId, body);
  if (outcome.kind !== 'no_answer') return say(resultOf(verb, outcome, tag, data));
  await keep({ personId, requestId, title: data.title, body });
  const { sync } = self.registration as ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
  await sync?.register(SYNC_TAG).catch(() => undefined);
  await say(resultOf(verb, { kind: 'kept' }, tag, data));
}

async function say({ title, options }: Shown): Promise<void> {
  await self.registration.showNotification(title, options);
}

async function open(path: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const [first] = windows;
  if (first === undefined) return void (await self.clients.openWindow(path));
  // A page that is open goes there by itself: nothing is loaded anew.
  first.postMessage({ kind: 'go', path });
  await first.focus().catch(() => undefined);
}

self.addEventListener('sync', (event) => {
  const { tag } = event as ExtendableEvent & { tag: string };
  if (tag === SYNC_TAG) (event as ExtendableEvent).waitUntil(sendAndSay());
});

/** The connection is back while no page is open: what became of it is said where it was decided. */
async function sendAndSay(): Promise<void> {
  const sent = await sendWaiting();
  const visible = (await self.clients.matchAll({ type: 'window' })).some(({ visibilityState }) => visibilityState === 'visible');
  // An open page says it itself.
  if (visible || Notification.permission !== 'granted') return;
  for (const { waiting, outcome } of sent) {
    const { verb } = waiting.body;
    if (verb !== 'approve' && verb !== 'deny') continue;
    await say(
      resultOf(verb, outcome, waiting.requestId, {
        path: `/r/${waiting.requestId}`,
        move: 0,
        ring: null,
        decide: null,
        title: waiting.title,
      }),
    );
  }
}
