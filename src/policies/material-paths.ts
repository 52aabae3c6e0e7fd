import type { JsonObject } from '../contracts/json.js';
import type { Policy } from '../contracts/policy.js';
import { warning, type PolicyProblem } from './check-problem.js';
import { matchesAnyGlob } from './globs.js';

/** A registered action and the JSON Schema of its arguments. */
export interface KnownAction {
  type: string;
  argsSchema: JsonObject;
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** `#/$defs/line` within the whole schema; null for what is elsewhere. */
function resolveRef(ref: string, root: JsonObject): unknown {
  if (!ref.startsWith('#')) return null;
  const parts = ref.split('/').slice(1);
  return parts.reduce<unknown>((at, part) => (isObject(at) ? at[part.replaceAll('~1', '/').replaceAll('~0', '~')] : null), root);
}

/** The schemas of the children that one part of a pointer names; null where the schema does not say. */
function childrenOf(schema: JsonObject, part: string): unknown[] | null {
  const { properties, items, prefixItems, additionalProperties } = schema;
  const named = isObject(properties) ? (part === '*' ? Object.values(properties) : part in properties ? [properties[part]] : []) : [];
  const listed =
    part === '*' || /^\d+$/.test(part) ? [...(isObject(items) ? [items] : []), ...(Array.isArray(prefixItems) ? prefixItems : [])] : [];
  const further = isObject(additionalProperties) ? [additionalProperties] : [];
  const children = [...named, ...listed, ...(named.length === 0 ? further : [])];
  const says = isObject(properties) || isObject(items) || Array.isArray(prefixItems) || further.length > 0;
  return children.length > 0 || says ? children : null;
}

/** Whether arguments of this schema can hold something at the pointer. What a schema leaves open may exist. */
function mayExist(schema: unknown, parts: readonly string[], root: JsonObject, left = 50): boolean {
  const [part, ...rest] = parts;
  if (part === undefined || !isObject(schema) || left === 0) return true;
  if (typeof schema['$ref'] === 'string') return mayExist(resolveRef(schema['$ref'], root), parts, root, left - 1);
  const alternatives = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : []));
  const children = childrenOf(schema, part);
  if (children === null && alternatives.length === 0) return true;
  return (
    (children ?? []).some((child) => mayExist(child, rest, root, left - 1)) ||
    alternatives.some((alternative) => mayExist(alternative, parts, root, left - 1))
  );
}

/** Pointers of `keepVotes` that no known action of this policy has: a typing error would keep votes that should be void. */
export function checkMaterialPaths({ keepVotes, match }: Policy, actions: readonly KnownAction[]): PolicyProblem[] {
  const known = actions.filter(({ type }) => matchesAnyGlob(match?.types, type));
  if (known.length === 0) return [];
  return (keepVotes?.unless ?? []).flatMap((pointer, index) => {
    const parts = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (known.some(({ argsSchema }) => mayExist(argsSchema, parts, argsSchema))) return [];
    const message = `the arguments of ${known.map(({ type }) => type).join(', ')} have nothing at ${pointer}, so it never makes a vote void`;
    return [warning(['keepVotes', 'unless', index], 'unknown_pointer', message)];
  });
}
