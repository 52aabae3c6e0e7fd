import type { Register } from '../register.js';

/** `countersign api` is `countersign up --role api`. */
const ROLES = ['api', 'worker'] as const;
const NAMES: readonly string[] = ['up', ...ROLES];

/** True if this command line starts the service, so that only then the service's own packages are loaded. */
export function startsService(argv: readonly string[]): boolean {
  return argv.some((arg) => NAMES.includes(arg));
}

/** Lists `up` for `--help`; the command itself is loaded when it is called. */
export const listUp: Register = (program) => {
  program.command('up').description('Start the service: servers where none are configured, worker and API');
};

/** Lists what `withRole` translates. */
export const listRoles: Register = (program) => {
  program.command('api').description('Start only the API (up --role api)');
  program.command('worker').description('Start only the worker (up --role worker)');
};

/** Global flags that take a value, and may come before the command. */
const WITH_VALUE: readonly (string | undefined)[] = ['--url', '--key'];

/** `api` and `worker` written as what they stand for. */
export function withRole(argv: readonly string[]): string[] {
  const at = argv.findIndex((arg, n) => !arg.startsWith('-') && !WITH_VALUE.includes(argv[n - 1]));
  const role = ROLES.find((name) => name === argv[at]);
  return role === undefined ? [...argv] : [...argv.slice(0, at), 'up', '--role', role, ...argv.slice(at + 1)];
}
