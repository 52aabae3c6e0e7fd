import type { BrowserContext, Page, Worker } from 'playwright-core';
import { until } from '../../support/until.js';
import type { PushPayload } from '../../../src/contracts/push.js';

/** The service worker of a page, once it serves this page. */
export async function workerOf(context: BrowserContext, page: Page): Promise<Worker> {
  await page.waitForFunction(() => (globalThis as unknown as Browser).navigator.serviceWorker.controller !== null);
  return context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
}

/** What a page sees, as far as these tests look. */
interface Browser {
  navigator: { serviceWorker: { controller: object | null } };
}

/** A push message, as the browser hands it to the service worker. */
export async function deliverPush(page: Page, payload: PushPayload): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const first = registrations.find(({ isDeleted }) => !isDeleted);
      if (first) resolve(first.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  await session.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(page.url()).origin,
    registrationId,
    data: JSON.stringify(payload),
  });
  await session.detach();
}

export interface ShownNotification {
  title: string;
  body: string;
  tag: string;
  silent: boolean;
  actions: string[];
}

/** What stands on the device's screen. */
export function shownIn(worker: Worker): Promise<ShownNotification[]> {
  return worker.evaluate(async () => {
    const { registration } = globalThis as unknown as ServiceWorkerScope;
    const shown = await registration.getNotifications();
    return shown.map(({ title, body, tag, silent, actions = [] }) => ({
      title,
      body,
      tag,
      silent: silent ?? false,
      actions: actions.map(({ action }) => action),
    }));
  });
}

/**
 * The same, and waits until it is shown. A busy machine loses some that come while the worker is being started: like a push service that hears of no
 * receipt, it is sent again, and the same message twice is one notification.
 */
export async function showPush(page: Page, worker: Worker, payload: PushPayload): Promise<void> {
  for (let left = 2; ; left -= 1) {
    await deliverPush(page, payload);
    try {
      return await until(async () => (await shownIn(worker)).some(({ tag }) => tag === payload.tag), 6_000);
    } catch (error) {
      if (left === 0) throw error;
      console.warn('a push message was not shown; sent again');
    }
  }
}

/** Somebody taps on a notification, or `times` on one of its buttons. No script can make a real tap, so that the event is made where it is heard. */
export function tap(worker: Worker, tag: string, action: string, times = 1): Promise<void> {
  return worker.evaluate(
    async ([tag_, action_, times_]) => {
      const scope = globalThis as unknown as ServiceWorkerScope;
      const [notification] = await scope.registration.getNotifications({ tag: tag_ });
      if (!notification) throw new Error(`no notification ${tag_}`);
      const work: Promise<unknown>[] = [];
      for (let i = 0; i < times_; i += 1) {
        const event = new scope.NotificationEvent('notificationclick', { notification, action: action_ });
        Object.defineProperty(event, 'waitUntil', { value: (promise: Promise<unknown>) => work.push(promise) });
        scope.dispatchEvent(event);
      }
      await Promise.all(work);
    },
    [tag, action, times] as const,
  );
}

/** What a service worker sees, as far as these tests look. */
interface ServiceWorkerScope {
  registration: {
    getNotifications(filter?: {
      tag: string;
    }): Promise<{ title: string; body: string; tag: string; silent: boolean | null; actions?: { action: string }[] }[]>;
  };
  NotificationEvent: new (type: string, init: object) => Event;
  dispatchEvent(event: Event): boolean;
}
