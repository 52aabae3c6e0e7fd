import { createServer } from 'node:http';
import { sql } from 'kysely';
import type { StartedService } from './service.js';

/**
 * For supervisors of a worker that runs without the API: `/healthz` while the process lives, `/readyz` while the worker polls and the ledger answers
 * (200, else 503). Resolves once it listens; the answer stops it.
 */
export async function startHealthServer(
  at: { host: string; port: number },
  service: Pick<StartedService, 'db' | 'worker'>,
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    void answer(request.url ?? '', service).then((status) =>
      response.writeHead(status, { 'content-type': 'text/plain' }).end(`${status === 200 ? 'ok' : 'not ready'}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}

async function answer(url: string, { db, worker }: Pick<StartedService, 'db' | 'worker'>): Promise<200 | 404 | 503> {
  if (url === '/healthz') return 200;
  if (url !== '/readyz') return 404;
  if (worker?.getState() !== 'RUNNING') return 503;
  return sql`select 1`.execute(db).then(
    () => 200,
    () => 503,
  );
}
