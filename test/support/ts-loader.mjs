// Runs TypeScript sources in plain Node, for what is not a jest test: node --import ./test/support/ts-loader.mjs file.ts
import { register } from 'node:module';

register('./ts-hooks.mjs', import.meta.url);
