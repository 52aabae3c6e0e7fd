import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from './create-worker.js';

// Beside the compiled code: `up` takes it from there, so that a start need not bundle.
const { code } = await bundleWorkflows();
writeFileSync(fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url)), code);
