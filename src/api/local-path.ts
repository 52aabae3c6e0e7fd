/**
 * A path of this service to go to after signing in, or `/`: nothing that a browser would take to another host (`//host`, `/\host`, a scheme,
 * control characters that browsers strip).
 */
export function localPath(candidate: string | undefined): string {
  if (candidate === undefined || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(candidate)) return '/';
  const base = 'http://local.invalid';
  const url = new URL(candidate, base);
  // Climbing can leave two slashes at the start: `/x/..//host`.
  return url.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/';
}
