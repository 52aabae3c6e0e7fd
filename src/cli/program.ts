import { Command } from 'commander';
import { registerMe } from './commands/absences.js';
import { registerAgents } from './commands/agents.js';
import { registerAnswer } from './commands/answer.js';
import { registerAnswerQuestion } from './commands/answer-question.js';
import { registerDecisions } from './commands/decisions.js';
import { registerDemo } from './commands/demo.js';
import { registerEdit } from './commands/edit.js';
import { registerGroups } from './commands/groups.js';
import { registerInbox } from './commands/inbox.js';
import { registerKeys } from './commands/keys.js';
import { registerLs } from './commands/ls.js';
import { registerOperate } from './commands/operate.js';
import { registerPause } from './commands/pause.js';
import { registerPeople } from './commands/people.js';
import { registerPolicy } from './commands/policy.js';
import { registerRequest } from './commands/request.js';
import { listRoles } from './commands/service.js';
import { registerSettle } from './commands/settle.js';
import { registerShow } from './commands/show.js';
import { registerSlack } from './commands/slack.js';
import { registerWatch } from './commands/watch.js';
import { contextOf } from './context.js';
import type { ExitCode } from './exit-codes.js';
import type { Io } from './io.js';
import type { Define, Register } from './register.js';

/** In the order in which `--help` lists them. */
const COMMANDS: readonly Register[] = [
  listRoles,
  registerDemo,
  registerRequest,
  registerLs,
  registerShow,
  registerInbox,
  registerDecisions,
  registerEdit,
  registerAnswer,
  registerAnswerQuestion,
  registerSettle,
  registerWatch,
  registerOperate,
  registerPause,
  registerMe,
  registerKeys,
  registerPeople,
  registerGroups,
  registerAgents,
  registerPolicy,
  registerSlack,
];

/** The `countersign` command; `end` is told the exit code of the command that ran. */
export function createProgram(io: Io, version: string, service: Register, end: (code: ExitCode) => void): Command {
  const program = new Command('countersign')
    .description('Durable human approval for what AI agents do.')
    .version(version)
    .option('--url <url>', 'address of the service (or COUNTERSIGN_URL; default http://localhost:3400)')
    .option('--key <key>', 'your key (or COUNTERSIGN_KEY; default: the one that the first start wrote to the data folder)')
    .option('--json', 'results as JSON on standard output, errors as problem documents on standard error')
    .showHelpAfterError('(countersign --help lists the commands)')
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 failure, 2 bad input, 3 not counted or refused, 4 waited for and not approved, 5 service unreachable.
Examples:
  countersign up                       # start everything on this machine
  countersign inbox                    # decide what waits for you, one after another
  countersign ls --status open --json`,
    );
  const define: Define = (command, action) => {
    command.action(async (...given: unknown[]) => {
      const self = given.at(-1) as Command;
      // Commander parsed the flags that the command declared beside its action.
      const flags = self.opts() as Parameters<typeof action>[2];
      end(await action(contextOf(io, self), self.processedArgs as string[], flags));
    });
  };
  for (const register of [service, ...COMMANDS]) register(program, define);
  return program;
}
