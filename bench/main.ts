// `npm run bench [-- --quick]`: figures of Countersign beside those of a bare Temporal workflow, on the same servers in the same run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { startBare } from './bare/bare-side.js';
import { startCountersign, type CountersignSide } from './countersign/countersign-side.js';
import { cpuMs } from './cpu.js';
import { countEvents } from './events.js';
import { listFigures } from './list/list.js';
import { matchingFigures } from './matching.js';
import { clicksAcknowledged, clickToEffectMs, roundTripsPerSecond } from './measure.js';
import { planFigures } from './plan.js';
import { reduceFigures } from './reduce.js';
import { lines, type Figure } from './report.js';
import { startServers, type Servers } from './servers.js';
import type { Side } from './side.js';
import { spreadOf } from './statistics.js';

const AIM = { withAgent: 30, callerExecutes: 20, roundTripRatio: 0.9, acknowledgedP99Ms: 100, effectRatio: 1.3 };
const PURE = ['matching', 'plan', 'reduce'];
const SIDE_BY_SIDE = ['events', 'effect', 'round-trips', 'clicks'];
const PARTS = [...PURE, 'list', ...SIDE_BY_SIDE];
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [...PARTS] } },
});
const size = options.quick ? { repeats: 1, total: 150, samples: 15, seconds: 5 } : { repeats: 3, total: 400, samples: 40, seconds: 20 };
const IN_FLIGHT = 50;
const CLICKS_PER_SECOND = 50;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const figures: Figure[] = [];
const loads: string[] = [];
const load = (when: string): void => void loads.push(`${when}: ${loadavg()[0]?.toFixed(1)}`);

/** Both sides in turn, the other one first each time: what else happens on the machine hits both. */
async function sideBySide(bare: Side, countersign: Side, measure: (side: Side) => Promise<number>) {
  const found: Record<Side['name'], number[]> = { bare: [], countersign: [] };
  for (let repeat = 0; repeat < size.repeats; repeat += 1) {
    for (const side of repeat % 2 === 0 ? [bare, countersign] : [countersign, bare]) {
      found[side.name].push(await measure(side));
      say(`  ${side.name}: ${found[side.name].at(-1)?.toFixed(1)}`);
    }
  }
  return { ...found, ratios: found.countersign.map((value, index) => value / (found.bare[index] ?? Number.NaN)) };
}

async function measureAll(servers: Servers, client: Client, bare: Side, countersign: CountersignSide): Promise<void> {
  // Once round: connections, caches and compiled code are there for both.
  for (const side of [bare, countersign]) await roundTripsPerSecond(side, 50, 10);
  load('at the start');
  if (options.only.includes('events')) {
    const events = await countEvents(client, bare, countersign);
    figures.push(
      { name: 'events, bare', unit: '', values: [events.bare], aim: null },
      { name: 'events, with an agent', unit: '', values: [events.withAgent], aim: { atMost: AIM.withAgent } },
      { name: 'events, the caller executes', unit: '', values: [events.callerExecutes], aim: { atMost: AIM.callerExecutes } },
    );
  }
  if (options.only.includes('effect')) {
    say('click → effect, one in flight (ms)');
    const effect = await sideBySide(bare, countersign, (side) => clickToEffectMs(side, size.samples));
    figures.push(
      { name: 'click → effect, bare', unit: 'ms', values: effect.bare, aim: null },
      { name: 'click → effect, Countersign', unit: 'ms', values: effect.countersign, aim: null },
      { name: 'click → effect, ratio', unit: '', values: effect.ratios, aim: { atMost: AIM.effectRatio } },
    );
    load('after click → effect');
  }
  if (options.only.includes('round-trips')) {
    const processor = new Map<string, number[]>();
    say(`round trips per second, ${IN_FLIGHT} in flight`);
    const trips = await sideBySide(bare, countersign, async (side) => {
      const pids = { temporal: servers.temporalPid, postgres: servers.postgresPid, own: side.pid };
      const before = Object.values(pids).map(cpuMs);
      const rate = await roundTripsPerSecond(side, size.total, IN_FLIGHT);
      for (const [index, [part, pid]] of Object.entries(pids).entries()) {
        const name = `processor time of one round trip, ${side.name}: ${part === 'own' ? 'its process' : part}`;
        const known = processor.get(name) ?? [];
        processor.set(name, [...known, ((cpuMs(pid) ?? Number.NaN) - (before[index] ?? Number.NaN)) / size.total]);
      }
      return rate;
    });
    figures.push(
      { name: 'round trips, bare', unit: '/s', values: trips.bare, aim: null },
      { name: 'round trips, Countersign', unit: '/s', values: trips.countersign, aim: null },
      { name: 'round trips, ratio', unit: '', values: trips.ratios, aim: { atLeast: AIM.roundTripRatio } },
      ...[...processor].map(([name, values]) => ({ name, unit: 'ms', values, aim: null })),
    );
    load('after round trips');
  }
  if (!options.only.includes('clicks')) return;
  for (const how of ['committed', 'receipt'] as const) {
    say(`clicks, ${CLICKS_PER_SECOND} a second: ${how}`);
    const all = [];
    for (let repeat = 0; repeat < size.repeats; repeat += 1) {
      all.push(await clicksAcknowledged(countersign, how, CLICKS_PER_SECOND, size.seconds));
      say(`  ${JSON.stringify(all.at(-1))}`);
    }
    const name = how === 'committed' ? 'click → committed' : 'click → answered with receipt';
    figures.push(
      { name: `${name}, p50`, unit: 'ms', values: all.map((each) => each.p50Ms), aim: null },
      { name: `${name}, p99`, unit: 'ms', values: all.map((each) => each.p99Ms), aim: { atMost: AIM.acknowledgedP99Ms } },
      { name: `${name}, sent`, unit: '/s', values: all.map((each) => each.sentPerSecond), aim: null },
    );
    load(`after clicks (${how})`);
  }
}

const stops: (() => Promise<void>)[] = [];
const startedAt = new Date();
// Ctrl-C reaches the children too; what is left is stopped below, by pid.
process.on('SIGINT', () => void stopAll().then(() => process.exit(130)));
async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) await stop().catch((error: unknown) => say(`not stopped cleanly: ${String(error)}`));
}

async function compare(servers: Servers): Promise<void> {
  const connection = await Connection.connect({ address: servers.temporalAddress });
  stops.push(() => connection.close());
  const client = new Client({ connection });
  const bare = await startBare(client, servers.temporalAddress);
  stops.push(() => bare.stop());
  const countersign = await startCountersign(client, servers);
  stops.push(() => countersign.stop());
  await measureAll(servers, client, bare, countersign);
}

try {
  // Pure computing, while nothing else of ours runs yet.
  if (options.only.includes('matching')) figures.push(...matchingFigures(size.repeats));
  if (options.only.includes('plan')) figures.push(...(await planFigures(size.repeats)));
  if (options.only.includes('reduce')) figures.push(...reduceFigures(size.repeats));
  if (options.only.some((part) => !PURE.includes(part))) {
    const servers = await startServers(say);
    stops.push(() => servers.stop());
    if (options.only.includes('list')) {
      figures.push(...(await listFigures(servers, size.repeats, say)));
      load('after the list');
    }
    if (options.only.some((part) => SIDE_BY_SIDE.includes(part))) await compare(servers);
  }
} catch (error) {
  // Said before anything is stopped: calls that are still under way fail in ways of their own then.
  say(`given up: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
} finally {
  // The client retries calls on a channel that is closed under it, and throws where nobody can catch.
  process.on('uncaughtException', () => undefined);
  await stopAll();
}

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}, ${process.platform}`;
const result = {
  startedAt: startedAt.toISOString(),
  machine,
  loads,
  size: { ...size, inFlight: IN_FLIGHT, clicksPerSecond: CLICKS_PER_SECOND },
  figures: figures.map((figure) => ({ ...figure, ...spreadOf(figure.values) })),
};
const folder = join(process.cwd(), 'artifacts', 'bench');
mkdirSync(folder, { recursive: true });
const file = join(folder, `${startedAt.toISOString().replaceAll(/[:.]/g, '-')}.json`);
writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
console.log([`${machine}; load ${loads.join(', ')}`, '', ...lines(figures), '', `All values: ${file}`].join('\n'));
process.exit();
