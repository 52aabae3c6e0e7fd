// `npm run nightly [-- lives [first seed]]`: random lives of requests by the million, until one breaks a promise.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Coverage } from './coverage.js';
import { Failed, live } from './life.js';
import { PRODUCT, report } from './product.js';

const EVERY_MS = 10_000;
const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });
const [lives = 2_000_000, first = Date.now() % 2_000_000_000] = positionals.map(Number);
if (![lives, first].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  console.error('npm run nightly -- <how many lives> <first seed>: two whole numbers');
  process.exit(2);
}

const coverage = new Coverage();
const startedAt = performance.now();
let saidAt = startedAt;

function say(done: number): void {
  const seconds = (performance.now() - startedAt) / 1000;
  const rate = (count: number) => Math.round(count / seconds);
  console.error(
    `${done} of ${lives} lives from seed ${first} on, ${coverage.total} events: ${rate(done)} lives/s, ${rate(coverage.total)} events/s`,
  );
}

for (let done = 0; done < lives; done += 1) {
  try {
    live(first + done, PRODUCT, coverage);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    console.error(report(error));
    process.exit(1);
  }
  if (performance.now() - saidAt > EVERY_MS) {
    saidAt = performance.now();
    say(done + 1);
  }
}
say(lives);
console.error('Every promise was kept.');
if (values.json) console.log(JSON.stringify(coverage.seen()));
