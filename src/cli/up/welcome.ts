import { Countersign } from '../../../client/src/countersign.js';
import type { Config, ServiceConfig } from '../../config.js';
import { pauseScopeText } from '../../contracts/pause.js';
import type { RequestView } from '../../contracts/view.js';
import { visibleLine } from '../../contracts/visible-text.js';
import type { Db } from '../../ledger/ledger.js';
import { listPauses } from '../../ledger/pauses.js';
import type { Context } from '../context.js';
import { readCredentials, writeCredentials } from './credentials-file.js';
import { decideHere } from './decide-here.js';
import { oldestWaiting, openFirstRequest } from './first-request.js';
import type { Roles } from './roles.js';
import { startScreen } from './screen.js';
import type { OwnServer } from './servers.js';
import type { StartedService } from './service.js';

export interface Running {
  readonly config: ServiceConfig;
  readonly own: readonly OwnServer[];
  readonly service: StartedService;
  readonly roles: Roles;
  readonly tookMs: number;
}

/** Says where everything is; on a laptop opens the first request and offers the decision on what waits. */
export async function welcome(context: Context, running: Running): Promise<void> {
  const { config, own, service, roles, tookMs } = running;
  const { firstStart } = service;
  const paused = await pausesOf(service.db);
  if (!roles.api || own.length === 0) return context.say(readyLine(running, paused));
  const local = localUrl(config);
  if (firstStart) writeCredentials(config.dataDir, { url: local, personKey: firstStart.personKey, adminKey: firstStart.adminKey });
  const stored = readCredentials(config.dataDir);
  const you = stored ? new Countersign({ url: local, apiKey: stored.personKey }) : null;
  const me = you ? await personOf(you, context.io.signal) : null;

  const waiting = await waitingRequest(context, running, local, you !== null && me !== null ? { you, me } : null);
  const pageUrl = waiting?.links.page ?? null;
  const screen = { url: config.publicUrl, temporalUi: config.temporal.uiUrl, firstStart, pageUrl, dataDir: config.dataDir, tookMs, paused };
  context.say(startScreen(screen, context.colours));
  if (waiting !== null && you !== null && me !== null && context.interactive) await decide(context, you, me, waiting);
}

/** What a container's log needs; the key of a first start is told nowhere else. */
function readyLine({ config, service, roles }: Running, paused: readonly string[]): string {
  const where = roles.api ? `API at ${config.publicUrl}` : `worker on task queue ${config.taskQueue}`;
  return `Ready: ${where}.${service.firstStart ? ` Admin key, shown this once: ${service.firstStart.adminKey}` : ''}${paused.map((each) => ` Paused: ${each}.`).join('')}`;
}

/** More than these would hide what else the start has to say. */
const PAUSES_SHOWN = 5;

/** Whoever starts a service in which nothing runs should not have to find out why. */
async function pausesOf(db: Db): Promise<string[]> {
  const pauses = await listPauses(db, { active: true, before: null, limit: PAUSES_SHOWN, forAgent: null });
  return pauses.map((each) => `${pauseScopeText(each.scope)}: ${visibleLine(each.reason)} (${each.id})`);
}

/** Null where the stored key is not of this ledger any more, as after a restored backup. */
async function personOf(client: Countersign, signal: AbortSignal): Promise<string | null> {
  const principal = await client.me({ signal }).catch(() => null);
  return principal?.kind === 'person' ? principal.personId : null;
}

async function waitingRequest(
  { io, say }: Context,
  { config, service }: Running,
  url: string,
  person: { you: Countersign; me: string } | null,
): Promise<RequestView | null> {
  try {
    if (service.firstStart && config.demo) return await openFirstRequest(url, service.firstStart.agentKey, config.dataDir, io.signal);
    return person === null ? null : await oldestWaiting(person.you, person.me, io.signal);
  } catch (error) {
    if (!io.signal.aborted) say(`The first request could not be opened: ${(error as Error).message}`);
    return null;
  }
}

async function decide(context: Context, you: Countersign, me: string, waiting: RequestView): Promise<void> {
  const { io, say } = context;
  // A prompt reads keys, not signals: Ctrl-C is seen here.
  const onKey = (_text: unknown, key?: { ctrl?: boolean; name?: string }) => {
    if (key?.ctrl && key.name === 'c') process.kill(process.pid, 'SIGINT');
  };
  io.stdin.on('keypress', onKey);
  try {
    await decideHere(context, you, me, waiting.id);
  } catch (error) {
    if (!io.signal.aborted) say(`That did not work: ${(error as Error).message}. The request waits: countersign inbox`);
  } finally {
    io.stdin.off('keypress', onKey);
  }
}

/** The API's own address, whatever its public one is. */
function localUrl({ host, port }: Config): string {
  const local = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`;
}
