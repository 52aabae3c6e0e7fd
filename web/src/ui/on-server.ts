/** True where the first view is drawn for a browser that is still loading the script. Not for the service worker, which has no window either. */
export const onServer = typeof window === 'undefined';
