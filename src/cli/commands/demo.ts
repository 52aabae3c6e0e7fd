import { StartError } from '../../processes/start-error.js';
import { EXIT } from '../exit-codes.js';
import { badInput, CliError } from '../failure.js';
import type { Register } from '../register.js';

export const registerDemo: Register = (program, define) => {
  const command = program
    .command('demo')
    .description('Show human oversight of an agent: four demonstrations, offline, on temporary data')
    .option('--interactive', 'decide yourself instead of the scripted reviewer')
    .addHelpText(
      'after',
      `
Starts a Temporal server and a PostgreSQL of its own, runs real workflows, and removes everything again.
Examples:
  countersign demo
  countersign demo --interactive
  countersign demo --json`,
    );
  define(command, async (context, _args, { interactive = false }: { interactive?: boolean }) => {
    if (interactive && !context.interactive) throw badInput('--interactive needs a terminal, and does not go with --json');
    // Only this command needs the service and its native parts.
    const { runDemo } = await import('../demo/run-demo.js');
    try {
      return await runDemo(context, { interactive });
    } catch (error) {
      throw error instanceof StartError ? new CliError(EXIT.failure, 'start_failed', error.message) : error;
    }
  });
};
