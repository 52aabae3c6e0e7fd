import { pino } from 'pino';
import { loadConfig, type ServiceConfig } from '../../src/config.js';
import { createKey } from '../../src/ledger/keys.js';
import { startService } from '../../src/service.js';
import { onDriver, tellDriver } from '../child.js';

const config = loadConfig(process.env) as ServiceConfig;
// The doors only: a worker's reconciler would look for the runs of requests that were never started.
const service = await startService(config, { api: true, worker: false }, { log: pino({ level: 'error' }, pino.destination(2)) });
const keys: Record<string, string> = {};
for (const personId of ['ada', 'bob', 'cyd', 'dan'])
  keys[personId] = (await createKey(service.db, { kind: 'person', personId }, 'bench')).key;

onDriver((message) => {
  if (message.kind === 'stop') void service.stop().then(() => process.exit(0));
});
tellDriver({ kind: 'ready', info: { url: `http://127.0.0.1:${config.port}`, ...keys } });
