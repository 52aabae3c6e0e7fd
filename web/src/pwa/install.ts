import { useSyncExternalStore } from 'react';
import { onServer } from '../ui/on-server.js';

/** Chromium's offer to install; TypeScript's library does not know it. */
type InstallOffer = Event & { prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }> };

let offer: InstallOffer | null = null;
let installed = false;
const watchers = new Set<() => void>();

function tell(): void {
  for (const watcher of watchers) watcher();
}

// At once when this is loaded: the offer comes once, and early.
if (!onServer) {
  window.addEventListener('beforeinstallprompt', (event) => {
    // We ask on the settings page, not over what somebody is reading.
    event.preventDefault();
    offer = event as InstallOffer;
    tell();
  });
  window.addEventListener('appinstalled', () => {
    installed = true;
    offer = null;
    tell();
  });
}

/** `offered`: one button does it. `by_hand_ios`: Safari on a phone has it in its share menu. `by_hand`: elsewhere, in the browser's menu. */
export type Installation = 'installed' | 'offered' | 'by_hand_ios' | 'by_hand';

export function isIos(): boolean {
  // An iPad says that it is a Mac, but no Mac has a touch screen.
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);
}

export function isStandalone(): boolean {
  return matchMedia('(display-mode: standalone)').matches || (navigator as Navigator & { standalone?: boolean }).standalone === true;
}

function now(): Installation {
  if (installed || isStandalone()) return 'installed';
  if (offer !== null) return 'offered';
  return isIos() ? 'by_hand_ios' : 'by_hand';
}

export function useInstallation(): Installation {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }, now);
}

export async function install(): Promise<void> {
  const asked = offer;
  offer = null;
  await asked?.prompt();
  tell();
}
