// Writes what docs/policies.md and docs/patterns/README.md take from the schemas and from the policies beside them: node scripts/policy-docs.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

register('../test/support/ts-hooks.mjs', import.meta.url);
const { policyReference, withPolicies, withSection } = await import('../test/docs/policy-reference.ts');

const pathOf = (file) => fileURLToPath(new URL(`../docs/${file}`, import.meta.url));
const rewrite = (file, change) => writeFileSync(pathOf(file), change(readFileSync(pathOf(file), 'utf8')));

rewrite('policies.md', (text) => withSection(text, 'fields', policyReference()));
rewrite('patterns/README.md', (text) => withPolicies(text, (name) => readFileSync(pathOf(`patterns/${name}`), 'utf8')));
