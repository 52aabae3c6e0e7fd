import type { Registry } from 'prom-client';
import type { Answer, Intake } from '../intake/intake.js';
import type { ChannelName, Receipt, Verb } from '../contracts/decision.js';
import { doorMetrics } from './metrics.js';

/** The intake with counters; give the same one to every door of a process. */
export function meteredIntake(intake: Intake, registry: Registry): Intake {
  const { opened, decisions } = doorMetrics(registry);

  function count(channel: ChannelName, verb: Verb, answer: Answer<Receipt>): Answer<Receipt> {
    if (answer.kind === 'ok') {
      const { counted, reason } = answer.value;
      decisions.inc({ channel, verb, counted: counted === null ? 'later' : counted ? 'yes' : 'no', reason: reason ?? '' });
    }
    return answer;
  }

  return {
    ...intake,
    async submit(by, body, options) {
      const answer = await intake.submit(by, body, options);
      if (answer.kind === 'ok' && answer.value.created) opened.inc();
      return answer;
    },
    async decide(personId, requestId, body, options) {
      return count(options.channel, body.verb, await intake.decide(personId, requestId, body, options));
    },
    async override(by, requestId, body, options) {
      return count(options.channel, 'override', await intake.override(by, requestId, body, options));
    },
  };
}
