import { useSyncExternalStore } from 'react';

const DESK = window.matchMedia('(min-width: 960px)');

/** Whether there is room for a preview beside the list. */
export function useDesk(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      DESK.addEventListener('change', watcher);
      return () => DESK.removeEventListener('change', watcher);
    },
    () => DESK.matches,
  );
}
