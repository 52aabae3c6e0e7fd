import { api } from '../api/http.js';
import { isIos, isStandalone } from './install.js';

/** One browser of this person that shows notifications. */
export interface Device {
  id: string;
  label: string;
  createdAt: string;
  takenAt: string | null;
}

/**
 * How notifications stand in this browser. `unavailable`: the service sends none. `insecure`: browsers allow them over https alone. `install_first`:
 * Safari on a phone has them for installed applications only. `blocked`: somebody said no, and only the browser's own settings undo that.
 */
export type PushState =
  | { kind: 'unavailable' }
  | { kind: 'insecure' }
  | { kind: 'unsupported' }
  | { kind: 'install_first' }
  | { kind: 'blocked' }
  | { kind: 'off' }
  | { kind: 'on'; deviceId: string };

/** Whose this browser's notifications are, and under which id; beside it nothing of a subscription is kept here. */
const OWN = 'push-device';

interface Own {
  personId: string;
  deviceId: string;
}

function own(): Own | null {
  return JSON.parse(localStorage.getItem(OWN) ?? 'null') as Own | null;
}

/** Looks, and where notifications are on says again where this browser is reached: push services change that now and then. */
export async function pushState(personId: string, publicKey: string | null): Promise<PushState> {
  if (publicKey === null) return { kind: 'unavailable' };
  if (!isSecureContext) return { kind: 'insecure' };
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window))
    return { kind: isIos() && !isStandalone() ? 'install_first' : 'unsupported' };
  if (Notification.permission === 'denied') return { kind: 'blocked' };
  const before = own();
  if (before?.personId !== personId || Notification.permission !== 'granted') return { kind: 'off' };
  const { items } = await api.get<{ items: Device[] }>('/v1/push/subscriptions');
  // Removed from another device: that holds.
  if (!items.some(({ id }) => id === before.deviceId)) {
    await forgetPush();
    return { kind: 'off' };
  }
  return { kind: 'on', deviceId: (await say(personId, publicKey)).id };
}

/** Asks the browser for permission, and opens it for notifications. Throws `ApiProblem`, or what the browser says. */
export async function turnOn(personId: string, publicKey: string): Promise<PushState> {
  // Within the click: browsers ask nobody who did not.
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') return { kind: permission === 'denied' ? 'blocked' : 'off' };
  return { kind: 'on', deviceId: (await say(personId, publicKey)).id };
}

export async function turnOff(deviceId: string): Promise<void> {
  await api.delete(`/v1/push/subscriptions/${deviceId}`);
  await forgetPush();
}

/** Also when somebody signs out: the next who uses this browser is not rung for them. */
export async function forgetPush(): Promise<void> {
  localStorage.removeItem(OWN);
  const registration = await navigator.serviceWorker?.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

async function say(personId: string, publicKey: string): Promise<Device> {
  const subscription = await subscribed(publicKey);
  const { endpoint, keys } = subscription.toJSON();
  const device = await api.post<Device>('/v1/push/subscriptions', {
    endpoint,
    keys,
    vapidKey: publicKey,
    label: labelOf(navigator.userAgent),
  });
  localStorage.setItem(OWN, JSON.stringify({ personId, deviceId: device.id } satisfies Own));
  return device;
}

async function subscribed(publicKey: string): Promise<PushSubscription> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  if (before !== null) {
    const key = before.options.applicationServerKey;
    if (key !== null && base64url(key) === publicKey) return before;
    // The service has another key now: to that one this browser would not listen.
    await before.unsubscribe();
  }
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

function base64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

/** `Chrome on Android`: enough to tell one's own devices apart. */
export function labelOf(userAgent: string): string {
  const browser = BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'A browser';
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return system === undefined ? browser : `${browser} on ${system}`;
}

// In this order: each pretends to be those after it.
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ['Edge', /Edg/],
  ['Samsung Internet', /SamsungBrowser/],
  ['Firefox', /Firefox|FxiOS/],
  ['Chrome', /Chrome|CriOS|Chromium/],
  ['Safari', /Safari/],
];
const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh/],
  ['Linux', /Linux/],
];
