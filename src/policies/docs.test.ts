import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { policyReference, withPolicies, withSection } from '../../test/docs/policy-reference.js';
import { reasonSchema } from '../contracts/plan.js';
import { FINDING_CODES, formatFinding } from './finding.js';
import { parsePolicyDocument } from './parse-policy.js';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const read = (file: string): string => readFileSync(join(docs, file), 'utf8');

describe('docs/policies.md', () => {
  const text = read('policies.md');

  it('lists the fields as the schemas have them (node scripts/policy-docs.mjs writes them)', () => {
    expect(withSection(text, 'fields', policyReference())).toBe(text);
  });

  const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match, index): [number, string] => [index, match[1] ?? '']);
  it.each(examples)('has only examples that load (%d)', (_index, example) => {
    const parsed = parsePolicyDocument(example, 'example.yaml');
    expect(parsed.ok ? parsed.warnings.map(formatFinding) : parsed.findings.map(formatFinding)).toEqual([]);
  });

  it('shows the findings of its faulty example as they are', () => {
    const [, faulty = ''] = /^```yaml faulty\n(.*?)^```$/ms.exec(text) ?? [];
    const parsed = parsePolicyDocument(faulty, 'policies/50-large-refunds.yaml');
    if (parsed.ok) throw new Error('it loads');
    expect(text).toContain(`\`\`\`\n${parsed.findings.map(formatFinding).join('\n')}\n\`\`\``);
  });

  it.each(FINDING_CODES)('says what %s is about', (code) => {
    expect(text).toContain(`\`${code}\``);
  });

  it.each(reasonSchema.shape.code.options)('says what the reason %s tells', (code) => {
    expect(text).toContain(`\`${code}\``);
  });
});

describe('docs/patterns/README.md', () => {
  it('shows every policy of its folder as it stands in its file (node scripts/policy-docs.mjs writes them)', () => {
    const text = read('patterns/README.md');
    expect(withPolicies(text, (name) => read(`patterns/${name}`))).toBe(text);
    const files = readdirSync(join(docs, 'patterns')).filter((name) => name.endsWith('.yaml'));
    expect(files.filter((name) => !text.includes(`<!-- begin ${name} -->`))).toEqual([]);
  });
});
