// `npm run demo`: builds what is not built, then shows the four demonstrations of docs/oversight.md.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, installPackages, requireNode, root } from './lib/prepare.mjs';

requireNode();
installPackages();
build();

const main = join(root, 'dist', 'src', 'cli', 'main.js');
process.argv = [process.argv[0], main, 'demo', ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
