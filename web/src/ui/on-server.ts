/** True where the first view is drawn for a browser that is still loading the script. */
export const onServer = typeof window === 'undefined';
