// Makes the secrets that docker-compose.yml mounts, once: node scripts/compose-secrets.mjs
// Existing files are kept, so that it can run any number of times.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/prepare.mjs';

const folder = process.env.COUNTERSIGN_SECRETS ?? join(root, '.countersign', 'secrets');
// Only the owner enters the folder; the files themselves are readable, because the users inside the containers are others than the owner.
mkdirSync(folder, { recursive: true, mode: 0o700 });

const secret = () => randomBytes(24).toString('base64url');
const postgres = keep('postgres_password', secret);
const ledger = keep('ledger_password', secret);
keep('database_url', () => `postgres://countersign:${ledger}@postgresql:5432/countersign`);
const admin = keep('admin_key', () => `csk_a${secret()}`);
keep('webhook_secret', () => `whsec_${randomBytes(24).toString('base64')}`);
if (postgres && admin) console.log(`The secrets are in ${folder}; your admin key is in ${join(folder, 'admin_key')}.`);

function keep(name, make) {
  const path = join(folder, name);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const value = make();
  writeFileSync(path, value, { mode: 0o444 });
  return value;
}
