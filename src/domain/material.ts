import type { Json } from '../contracts/json.js';

/** JSON pointers (RFC 6901) of everything that differs between two values: the smallest parts, and parts that only one of them has. */
export function changedPaths(a: Json | undefined, b: Json | undefined, at = ''): string[] {
  if (Object.is(a, b)) return [];
  if (isTree(a) && isTree(b) && Array.isArray(a) === Array.isArray(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => changedPaths(a[key], b[key], `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`));
  }
  return [at];
}

/** Whether a change touches what a policy calls material: the part itself, something in it, or something that holds it. `*` is any one key or index. */
export function touches(changed: readonly string[], material: readonly string[]): boolean {
  return changed.some((path) => material.some((pattern) => overlaps(path.split('/').slice(1), pattern.split('/').slice(1))));
}

function overlaps(path: readonly string[], pattern: readonly string[]): boolean {
  const shared = Math.min(path.length, pattern.length);
  return pattern.slice(0, shared).every((part, index) => part === '*' || part === path[index]);
}

type Tree = Readonly<Record<string, Json | undefined>>;

/** An array is looked at by its indexes. */
function isTree(value: Json | undefined): value is Json & Tree {
  return typeof value === 'object' && value !== null;
}
