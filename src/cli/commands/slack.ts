import { EXIT } from '../exit-codes.js';
import type { Register } from '../register.js';

export const registerSlack: Register = (program, define) => {
  const slack = program.command('slack').description('The Slack app');
  const doctor = slack
    .command('doctor')
    .description('Check token, scopes, channels and people, and say what to repair. Reads the configuration of the service')
    .addHelpText('after', '\nExamples:\n  countersign slack doctor\n  SLACK_BOT_TOKEN=xoxb-… countersign slack doctor --json');
  define(doctor, async (context) => {
    // Slack's and the database's packages are slow to load, and no other command needs them.
    const { runDoctor } = await import('../slack-doctor.js');
    const { report, text } = await runDoctor(context.io.env);
    context.print(report);
    context.say(text);
    return report.ok ? EXIT.ok : EXIT.failure;
  });
};
