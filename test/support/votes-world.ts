import { z } from 'zod';
import { defineAction, OutcomeUnknown, type Registry } from '../../src/activities/registry.js';
import { startTestService, type TestService } from './service.js';

/** People and policies that give each verb something to do. */
export interface VotesWorld {
  service: TestService;
  keys: Record<'ada' | 'grace' | 'lena' | 'boss' | 'chief' | 'bot', string>;
  /** What the worker has run, by the host that it was about. */
  isolated: string[];
}

const POLICIES = {
  // One of the group is enough.
  '10-one.yaml': `
name: one
match: { types: ["one.*"] }
reviewers: [group:reviewers]
ladder: [{ after: 30m, remind: true }]
deadline: 4h
onTimeout: reject
extend: { upTo: 2h, times: 2 }
snooze: { upTo: 3h }
claimFor: 20m
clock: { pausedWhile: [question], maxPause: 2h }
`,
  '20-both.yaml': `
name: both
match: { types: ["both.*"] }
reviewers: [person:ada, person:grace]
need: all
deadline: 4h
onTimeout: reject
override: { people: 2 }
`,
  '25-three.yaml': `
name: three
match: { types: ["three.*"] }
reviewers: [person:ada, person:grace, person:lena]
need: all
deadline: 4h
onTimeout: reject
keepVotes: { unless: ["/amount"] }
`,
  '30-veto.yaml': `
name: veto
match: { types: ["veto.*"] }
reviewers: [group:reviewers]
deadline: 4h
onTimeout: reject
vetoWindow: 1h
`,
  '40-moment.yaml': `
name: moment
match: { types: ["moment.*"] }
reviewers: [group:reviewers]
deadline: 4h
onTimeout: reject
vetoWindow: 2s
`,
};

export async function startVotesWorld(): Promise<VotesWorld> {
  const isolated: string[] = [];
  const host = z.strictObject({ host: z.string() });
  const registry: Registry = {
    actions: [
      defineAction({
        type: 'one.isolate',
        args: host,
        effect: 'once',
        execute: (args) => {
          isolated.push(args.host);
          return Promise.reject(new OutcomeUnknown('the switch did not answer'));
        },
        undo: (args) => Promise.resolve({ type: 'one.restore', args, title: `Restore ${args.host}` }),
      }),
      defineAction({ type: 'one.restore', args: host, effect: 'once', execute: () => Promise.resolve({ restored: true }) }),
    ],
    agents: [],
  };
  const service = await startTestService({ registry, policies: POLICIES });
  const keys = {
    ada: await service.person('ada', ['reviewers']),
    grace: await service.person('grace', ['reviewers']),
    lena: await service.person('lena', []),
    boss: await service.person('boss', [], ['override', 'assign']),
    chief: await service.person('chief', [], ['override']),
    bot: await service.agentKey('bot'),
  };
  return { service, keys, isolated };
}
