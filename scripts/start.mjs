// `npm start`: from a fresh clone to a running Countersign. `npm run start:api` and `npm run start:worker` run one role of it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, installPackages, requireNode, root } from './lib/prepare.mjs';

const ROLES = { api: ['up', '--role', 'api'], worker: ['up', '--role', 'worker'] };

requireNode();
installPackages();
build();

const [role, ...rest] = process.argv.slice(2);
const main = join(root, 'dist', 'src', 'cli', 'main.js');
// In this very process: signals reach it directly, and its exit code is the command's.
process.setSourceMapsEnabled(true);
process.argv = [
  process.argv[0],
  main,
  ...(role !== undefined && role in ROLES ? [...ROLES[role], ...rest] : ['up', ...process.argv.slice(2)]),
];
await import(pathToFileURL(main).href);
