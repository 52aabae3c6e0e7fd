// `npm test [jest arguments]`: installs what is missing, runs the tests, and ends with a line "N passed, N failed, N skipped".
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { build, installPackages, requireNode, root, run } from './lib/prepare.mjs';

let counts = { passed: 0, failed: 1, skipped: 0 };
// Also where it does not get as far as running a test: that is one failure, never a silent success.
process.on('exit', () => console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`));

requireNode();
installPackages();
// The suites of test/up/ start the built command.
build();

const env = {
  ...process.env,
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
};

const chromium = env.COUNTERSIGN_TEST_CHROMIUM ?? findOnPath(['chromium', 'chromium-browser', 'google-chrome']);
if (chromium) env.COUNTERSIGN_TEST_CHROMIUM = chromium;
else {
  env.COUNTERSIGN_TEST_SKIP_BROWSER = '1';
  console.log('No Chromium on the PATH: the suites that drive a browser are left out (they count as skipped).');
  console.log('To run them too, install it (Debian: apt-get install chromium) or set COUNTERSIGN_TEST_CHROMIUM to its path.');
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-results-'));
const results = join(folder, 'results.json');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const ok = run(process.execPath, [jest, '--json', `--outputFile=${results}`, ...process.argv.slice(2)], { env });
if (existsSync(results)) counts = countsOf(JSON.parse(readFileSync(results, 'utf8')));
rmSync(folder, { recursive: true, force: true });
// jest fails for more than tests: a teardown that threw, an unmet threshold.
if (!ok && counts.failed === 0) counts.failed = 1;
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);

/** A suite that could not be loaded has no tests to count, so it counts itself. */
function countsOf(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function findOnPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((path) => join(path, name))).find((path) => existsSync(path));
}
