import { Option } from 'commander';
import { ConfigError, loadConfig } from '../../config.js';
import { StartError } from '../../processes/start-error.js';
import { EXIT } from '../exit-codes.js';
import { CliError } from '../failure.js';
import type { Register } from '../register.js';
import { bundlePath } from '../up/bundle-path.js';
import { BOTH, type Roles } from '../up/roles.js';
import { runUp } from '../up/run-up.js';

const ROLES: Readonly<Record<string, Roles>> = { api: { api: true, worker: false }, worker: { api: false, worker: true } };

export const registerUp: Register = (program, define) => {
  const command = program
    .command('up')
    .description('Start the service: servers where none are configured, worker and API')
    .addOption(new Option('--role <role>', 'only this part, against configured servers').choices(Object.keys(ROLES)))
    .addHelpText(
      'after',
      `
Without TEMPORAL_ADDRESS and DATABASE_URL it starts a Temporal dev server and a PostgreSQL on .countersign (COUNTERSIGN_DATA_DIR).
Examples:
  countersign up
  COUNTERSIGN_PORT=3500 countersign up
  TEMPORAL_ADDRESS=… DATABASE_URL=… countersign up --role worker`,
    );
  define(command, async (context, _args, { role }: { role?: string }) => {
    try {
      return await runUp({
        context,
        config: loadConfig(context.io.env),
        roles: (role === undefined ? undefined : ROLES[role]) ?? BOTH,
        // Only this command needs the worker and its native parts.
        loadService: async () => (await import('../../service.js')).startService,
        workflowBundlePath: bundlePath(),
      });
    } catch (error) {
      throw error instanceof ConfigError || error instanceof StartError ? new CliError(EXIT.failure, 'start_failed', error.message) : error;
    }
  });
};
