import { useSyncExternalStore } from 'react';
import { onServer } from '../../ui/on-server.js';

const DESK = onServer ? null : window.matchMedia('(min-width: 960px)');

/** Whether there is room for a preview beside the list. */
export function useDesk(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      DESK?.addEventListener('change', watcher);
      return () => DESK?.removeEventListener('change', watcher);
    },
    () => DESK?.matches ?? false,
    () => false,
  );
}
