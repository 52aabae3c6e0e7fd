import { pino } from 'pino';
import { z } from 'zod';
import { defineAction, defineAgent } from '../../src/activities/registry.js';
import { loadConfig, type ServiceConfig } from '../../src/config.js';
import { addMember, ensureGroups } from '../../src/ledger/groups.js';
import { createKey } from '../../src/ledger/keys.js';
import { insertPerson } from '../../src/ledger/people.js';
import { startService } from '../../src/service.js';
import { onDriver, tellDriver } from '../child.js';

const action = defineAction({
  type: 'bench.echo',
  args: z.strictObject({ n: z.int() }),
  effect: 'once',
  execute: ({ n }) => {
    tellDriver({ kind: 'effect', n });
    return Promise.resolve({ said: `number ${n}` });
  },
});
const agent = defineAgent({
  name: 'bench',
  propose: ({ input }) => {
    const n = Number(input);
    tellDriver({ kind: 'proposed', n });
    return Promise.resolve({ type: 'bench.echo', args: { n }, rationale: 'for the figures' });
  },
});

const config = loadConfig(process.env) as ServiceConfig;
const service = await startService(
  config,
  { api: true, worker: true },
  { log: pino({ level: 'error' }, pino.destination(2)), registry: { actions: [action], agents: [agent] } },
);
await insertPerson(service.db, { id: 'ada', name: 'Ada', email: 'ada@example.com', permissions: [] });
await ensureGroups(service.db, ['reviewers']);
await addMember(service.db, 'reviewers', 'ada');
const { key: personKey } = await createKey(service.db, { kind: 'person', personId: 'ada' }, 'bench');
const { key: agentKey } = await createKey(service.db, { kind: 'agent', agent: 'bench', ownerId: null }, 'bench');

onDriver((message) => {
  switch (message.kind) {
    case 'stop':
      void service.stop().then(() => process.exit(0));
      return;
    case 'click': {
      const { call, requestId, digest } = message;
      // What Slack's route does with a click: it is acknowledged when it is committed.
      const body = { verb: 'approve' as const, revision: 1, digest };
      void service.intake.decide('ada', requestId, body, { channel: 'slack', watchMs: 0 }).then((answer) => {
        if (answer.kind === 'refused') throw new Error(`a click was refused: ${answer.message}`);
        tellDriver({ kind: 'clicked', call });
      });
    }
  }
});
tellDriver({ kind: 'ready', info: { url: `http://127.0.0.1:${config.port}`, personKey, agentKey } });
