import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Registry } from '../../activities/registry.js';
import { loadConfig, type ServiceConfig } from '../../config.js';
import type { Policy } from '../../contracts/policy.js';
import { freePort } from '../../processes/ports.js';
import { startService } from '../../service.js';
import { bundlePath } from '../up/bundle-path.js';
import { killOnExit } from '../up/end.js';
import { BOTH } from '../up/roles.js';
import { startServers } from '../up/servers.js';
import type { Shutdown } from '../up/shutdown.js';
import { dataOf, demoFolder, removeFolder, removeLeftOver } from './left-over.js';

export interface ThrowAway {
  readonly config: ServiceConfig;
  readonly url: string;
  readonly adminKey: string;
}

/** Of the caller's environment only what says where programs are: no server, key or folder of theirs is touched. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'TEMPORAL_CLI', 'COUNTERSIGN_CACHE_DIR'] as const;

/**
 * A whole Countersign of its own: servers on free ports, data in a temporary folder. Everything that was started is added to `shutdown`, the
 * folder's removal last.
 */
export async function startThrowAway(
  env: Readonly<Record<string, string | undefined>>,
  parts: { registry: Registry; policies: readonly Policy[]; shutdown: Shutdown; say: (line: string) => void },
): Promise<ThrowAway> {
  const { shutdown, say } = parts;
  const left = await removeLeftOver(tmpdir());
  if (left > 0) say(`Stopped what ${left === 1 ? 'an earlier demonstration' : `${left} earlier demonstrations`} had left behind.`);
  const folder = demoFolder(tmpdir());
  shutdown.add('The temporary folder', () => removeFolder(folder));
  // Root's PostgreSQL runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const policiesDir = join(folder, 'policies');
  mkdirSync(policiesDir);
  for (const [index, policy] of parts.policies.entries()) {
    writeFileSync(join(policiesDir, `${String(index).padStart(2, '0')}-${policy.name}.json`), JSON.stringify(policy, null, 2));
  }
  const adminKey = `csk_a${randomBytes(24).toString('base64url')}`;
  const config = loadConfig({
    ...Object.fromEntries(KEPT.map((name) => [name, env[name]])),
    COUNTERSIGN_DATA_DIR: dataOf(folder),
    COUNTERSIGN_POLICIES: policiesDir,
    COUNTERSIGN_PORT: String(await freePort()),
    COUNTERSIGN_POSTGRES_PORT: String(await freePort()),
    COUNTERSIGN_TEMPORAL_PORT: String(await freePort()),
    COUNTERSIGN_TEMPORAL_UI_PORT: String(await freePort()),
    COUNTERSIGN_ADMIN_KEY: adminKey,
    COUNTERSIGN_DEMO: 'false',
  });
  mkdirSync(config.dataDir, { mode: 0o700 });
  const { config: serviceConfig, own } = await startServers(config, env['PATH'] ?? '', say);
  for (const server of own.toReversed()) shutdown.add(server.name, () => server.stop());
  // Only then: what is stopped in order need not be killed.
  shutdown.add('The exit hook', killOnExit(process, own));
  const removeAtExit = () => removeFolder(folder);
  process.once('exit', removeAtExit);
  shutdown.add('The exit hook', () => void process.off('exit', removeAtExit));
  const workflowBundlePath = bundlePath();
  const service = await startService(serviceConfig, BOTH, {
    log: pino({ level: config.logLevel }, pino.destination({ dest: join(config.dataDir, 'countersign.log'), mode: 0o600 })),
    ownsProcess: true,
    registry: parts.registry,
    ...(workflowBundlePath === null ? {} : { workflowBundlePath }),
  });
  shutdown.add('The service', () => service.stop());
  return { config: serviceConfig, url: `http://127.0.0.1:${config.port}`, adminKey };
}
