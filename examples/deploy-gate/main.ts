// COUNTERSIGN_KEY=csk_… npm run example:deploy -- <repository> [branch] [candidate]
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Countersign } from '@countersign/client';
import { follow } from '../follow.js';
import { runMain } from '../run-main.js';

const [given, branch, candidate] = process.argv.slice(2);
if (given === undefined) {
  console.error('usage: npm run example:deploy -- <path or URL of a repository> [branch] [commit, branch or tag]');
  process.exit(2);
}
await runMain(async () => {
  const countersign = Countersign.fromEnv(process.env);
  // The worker stands in another folder: a path that is here must be whole.
  const repository = existsSync(given) ? resolve(given) : given;
  const input = { repository, ...(branch === undefined ? {} : { branch }), ...(candidate === undefined ? {} : { candidate }) };
  const { id } = await countersign.requests.create({ agent: 'deploy-gate', input });
  console.log(id);
  const { status } = await follow(countersign, id, (line) => console.log(line));
  if (status !== 'executed') process.exitCode = 1;
});
