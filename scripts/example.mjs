// `npm run example:…`: builds what is not built, then runs one program of examples/.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, installPackages, requireNode, root } from './lib/prepare.mjs';

requireNode();
installPackages();
build();

const [name = '', ...rest] = process.argv.slice(2);
const main = join(root, 'dist', 'examples', `${name}.js`);
process.argv = [process.argv[0], main, ...rest];
await import(pathToFileURL(main).href);
