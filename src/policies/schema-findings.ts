import { z } from 'zod';
import { policySchema } from '../contracts/policy.js';
import { MAX_FINDINGS_PER_FILE, pathText, type FieldPath, type Finding } from './finding.js';
import { nearest } from './nearest.js';
import type { YamlSource } from './yaml-source.js';

type Issue = z.core.$ZodIssue;

/** What a schema is under its wrappers. */
function bare(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodLazy) return bare(schema.unwrap());
  return schema;
}

/** All that a schema may be: the options of a union, however nested. */
function optionsOf(schema: unknown): unknown[] {
  const inner = bare(schema);
  return inner instanceof z.ZodUnion ? (inner.options as unknown[]).flatMap(optionsOf) : [inner];
}

/** Follows a path into the policy's schema. */
function schemasAt(path: FieldPath): unknown[] {
  return path.reduce<unknown[]>(
    (schemas, part) =>
      schemas.flatMap((schema) => {
        if (schema instanceof z.ZodArray) return typeof part === 'number' ? optionsOf(schema.element) : [];
        if (schema instanceof z.ZodObject) return optionsOf((schema.shape as Record<string, unknown>)[String(part)]);
        return [];
      }),
    [policySchema],
  );
}

function fieldsAt(path: FieldPath): string[] {
  return schemasAt(path).flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape as object) : []));
}

type Described = Pick<Finding, 'code' | 'message'>;

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `the text "${value.slice(0, 60)}"` : `the ${typeof value} ${String(value)}`;
}

function valueAt(root: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, part) => (value !== null && typeof value === 'object' ? (value as Record<string | number, unknown>)[part] : undefined),
    root,
  );
}

/** Required fields, with what to write. */
const REQUIRED: Readonly<Record<string, string>> = {
  name: 'add `name: …`, unique among the policies',
  onTimeout: 'say what silence does: add `onTimeout: reject` (or `escalate`, or `approve`)',
  reviewers: 'add `reviewers: [group:…]`',
  zone: 'name a time zone, such as `zone: Europe/Berlin`',
  upTo: 'add `upTo: 2h` or another duration',
  unless: 'say which arguments: `unless: [/amount]`',
  people: 'say `people: 2`',
  every: 'add `every: 10m` or another duration',
  times: 'say how often: `times: 3`',
  below: 'add `below: 0.7` or another threshold from 0 to 1',
  after: 'add `after: 30m` or another duration',
  to: 'add `to: [group:…]`',
};

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of fields',
};

function typeMessage(expected: string, value: unknown, field: string | number | undefined): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'expected a finite number';
  const found = `expected ${EXPECTED[expected] ?? expected}, found ${kindOf(value)}`;
  if (expected === 'array' && (typeof value === 'string' || typeof value === 'number')) return `${found}; write [${String(value)}]`;
  if (expected === 'boolean' && typeof value === 'string' && /^(yes|on|no|off)$/i.test(value))
    return `${found}; YAML 1.2 has only true and false`;
  if (expected === 'string' && typeof value === 'object' && value !== null && !Array.isArray(value))
    return `${found}; leave out the space after the colon, as in group:finance`;
  if (
    expected === 'string' &&
    typeof value === 'number' &&
    /^(deadline|remindAfter|usableFor|after|every|upTo|claimFor|maxPause|pauseBudget|vetoWindow)$/.test(String(field))
  )
    return `${found}; give a unit, such as "${value}m"`;
  return found;
}

function choiceMessage(values: readonly unknown[], value: unknown): string {
  const known = values.map(String);
  const guess = typeof value === 'string' ? nearest(value, known) : undefined;
  return `${kindOf(value)} is none of ${known.join(', ')}${guess ? `; did you mean ${guess}?` : ''}`;
}

function unionIssue(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown): Described {
  const choices = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  if (issue.path.at(-1) === 'need') return { code: 'unknown_value', message: `${choiceMessage(choices, value)}, nor {atLeast: n}` };
  if (choices.length > 0) return { code: 'unknown_value', message: choiceMessage(choices, value) };
  return { code: 'wrong_type', message: `expected a mapping of fields or a list of them, found ${kindOf(value)}` };
}

function describe(issue: Issue, value: unknown): Described {
  const field = issue.path.at(-1) as string | number | undefined;
  if (value === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return { code: 'missing_field', message: `\`${String(field)}\` is missing; ${REQUIRED[String(field)] ?? 'add it'}` };
  }
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'wrong_type', message: typeMessage(issue.expected, value, field) };
    case 'invalid_value':
      return { code: 'unknown_value', message: choiceMessage(issue.values, value) };
    case 'invalid_union':
      return unionIssue(issue, value);
    case 'too_small':
      return {
        code: 'out_of_range',
        message:
          issue.origin === 'array'
            ? 'an empty list; name at least one, or leave the field out'
            : `must be at least ${issue.minimum}${issue.origin === 'string' ? ' character long' : ''}, found ${kindOf(value)}`,
      };
    case 'too_big':
      return {
        code: 'out_of_range',
        message:
          issue.origin === 'array'
            ? `at most ${issue.maximum} entries`
            : `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : `, found ${kindOf(value)}`}`,
      };
    case 'invalid_format':
      return { code: 'wrong_format', message: `${kindOf(value)} is not ${issue.message}` };
    case 'custom':
      // The one rule of the schema itself, about what silence does.
      if (issue.params?.['code'] === 'missing_field') return { code: 'missing_field', message: issue.message };
      return { code: 'wrong_format', message: typeof value === 'string' ? `${kindOf(value)} is not ${issue.message}` : issue.message };
    default:
      return { code: 'wrong_format', message: issue.message };
  }
}

/** Of a choice between, say, one step and a list of them: what is wrong with the one that was meant, where its kind tells which. */
function withoutChoices(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.filter((inner) => !inner.some(({ code, path }) => path.length === 0 && /^invalid_(type|value)$/.test(code)));
  const [only] = meant;
  if (meant.length !== 1 || only === undefined) return [issue];
  return only.flatMap((inner) => withoutChoices({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** Turns the schema's refusals into findings that point at the text. */
export function schemaFindings(issues: readonly Issue[], source: YamlSource, file: string): Finding[] {
  const found = issues
    .flatMap(withoutChoices)
    .slice(0, MAX_FINDINGS_PER_FILE)
    .flatMap((issue): Finding[] => {
      const path = issue.path.filter((part) => typeof part !== 'symbol') as FieldPath;
      if (issue.code === 'unrecognized_keys') {
        const known = fieldsAt(path);
        return issue.keys.slice(0, MAX_FINDINGS_PER_FILE).map((key) => {
          const guess = nearest(key, known);
          const message = `unknown field \`${key.slice(0, 60)}\`; ${guess ? `did you mean \`${guess}\`?` : `known here: ${known.join(', ')}`}`;
          return { file, ...source.atKey(path, key), path: pathText([...path, key]), severity: 'error', code: 'unknown_field', message };
        });
      }
      return [{ file, ...source.at(path), path: pathText(path), severity: 'error', ...describe(issue, valueAt(source.value, path)) }];
    });
  return found.slice(0, MAX_FINDINGS_PER_FILE);
}
