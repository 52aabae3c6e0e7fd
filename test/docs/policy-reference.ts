import { z } from 'zod';
import { confidenceSchema } from '../../src/contracts/action.js';
import { durationSchema } from '../../src/contracts/duration.js';
import { nameSchema } from '../../src/contracts/ids.js';
import { policyHoursSchema, policyWindowSchema } from '../../src/contracts/policy-calendar.js';
import {
  conditionTextSchema,
  policyRuleSchema,
  policyStageSchema,
  policyStepSchema,
  reviewerListSchema,
} from '../../src/contracts/policy-rule.js';
import { policySchema } from '../../src/contracts/policy.js';

/** What is called by a name instead of being spelled out wherever it stands. */
const NAMES: readonly (readonly [z.ZodType, string])[] = [
  [nameSchema, 'letters, digits and `. _ -`, at most 64'],
  [durationSchema, 'duration'],
  [conditionTextSchema, 'condition'],
  [reviewerListSchema, 'list of reviewers'],
  [confidenceSchema, 'number, 0 to 1'],
  [policyRuleSchema, '[rule](#a-rule)'],
  [policyStageSchema, '[stage](#a-stage)'],
  [policyStepSchema, '[step](#a-step-of-a-ladder)'],
  [policyWindowSchema, '[window](#a-window)'],
  [policyHoursSchema, '[hours](#working-hours)'],
];

/** The same schema, with or without a description of its own. */
const isSame = (a: z.ZodType, b: z.ZodType): boolean => a.def === b.def;
const nameOf = (schema: z.ZodType): string | undefined => NAMES.find(([known]) => isSame(known, schema))?.[1];

function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodLazy ? bare(schema.unwrap() as z.ZodType) : schema;
}

function range(min: unknown, max: unknown): string {
  return typeof min === 'number' && typeof max === 'number' && Number.isSafeInteger(max) ? `, ${min} to ${max}` : '';
}

/** What a field takes, for people. */
function takes(wrapped: z.ZodType): string {
  const schema = bare(wrapped);
  const name = nameOf(schema);
  if (name !== undefined) return name;
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => `\`${option}\``).join(', ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((value) => `\`${String(value)}\``).join(', ');
  if (schema instanceof z.ZodBoolean) return '`true`, `false`';
  if (schema instanceof z.ZodNumber) return `number${range(schema.minValue, schema.maxValue)}`;
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodArray) return `list of ${takes(schema.element as z.ZodType)}`;
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).map(takes).join(' or ');
  if (schema instanceof z.ZodObject) return `\`{ ${Object.keys(schema.shape as object).join(', ')} }\``;
  throw new Error(`the reference does not know how to tell what a ${schema.type} takes`);
}

interface Row {
  field: string;
  takes: string;
  standard: string;
  meaning: string;
}

const DEFAULT = /\s*Default: (.+)\.$/s;

/** One row for each field; fields of a mapping that has no name of its own follow it. */
function rowsOf(schema: z.ZodType, prefix = ''): Row[] {
  const inner = bare(schema);
  if (!(inner instanceof z.ZodObject)) throw new Error(`${prefix || 'the schema'} is no mapping`);
  return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, field]): Row[] => {
    const path = `${prefix}${key}`;
    const description = field.description;
    if (description === undefined) throw new Error(`${path} has no description in its schema`);
    const standard = DEFAULT.exec(description)?.[1] ?? (field instanceof z.ZodOptional ? '' : 'required');
    const row = { field: path, takes: takes(field), standard, meaning: description.replace(DEFAULT, '') };
    const part = bare(field);
    if (!(part instanceof z.ZodObject) || nameOf(part) !== undefined) return [row];
    return [{ ...row, takes: 'mapping' }, ...rowsOf(part, `${path}.`)];
  });
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(schema: z.ZodType): string {
  const rows = rowsOf(schema).map(({ field, ...row }) => [`\`${field}\``, row.takes, row.standard, row.meaning].map(cell));
  return ['| field | takes | default | meaning |', '| --- | --- | --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

/** The field reference of docs/policies.md, from the schemas that policies are parsed with. */
export function policyReference(): string {
  return [
    table(policySchema),
    '### A rule',
    'What `reviewers`, `need`, `allOf` and `anyOf` say at the top of a policy, in a stage, and in each branch of a rule.',
    table(policyRuleSchema),
    '### A stage',
    table(policyStageSchema),
    '### A step of a ladder',
    'Exactly one of `remind`, `add`, `replace`, `page` and `end`.',
    table(policyStepSchema),
    '### A window',
    'Times of the week, dates, or one stretch between two moments, as clocks in its zone show them.',
    table(policyWindowSchema),
    '### Working hours',
    table(policyHoursSchema),
  ].join('\n\n');
}

/** A text with what stands between its markers replaced. */
export function withSection(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there is no section ${name}`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/** docs/patterns/README.md with each policy that it names, as it stands in its file. */
export function withPolicies(text: string, read: (file: string) => string): string {
  const names = [...text.matchAll(/<!-- begin ([a-z0-9-]+\.yaml) -->/g)].map((match) => match[1] ?? '');
  return names.reduce((page, name) => withSection(page, name, `\`\`\`yaml\n${read(name).trimEnd()}\n\`\`\``), text);
}
