import type { Principal } from '../contracts/principal.js';
import type { SubmitRequest } from '../contracts/submit.js';
import type { RequestView } from '../contracts/view.js';
import type { Asker } from '../moves/open.js';
import { loadRequestView } from '../moves/request-view.js';
import { refuseUnstorable } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer } from './intake.js';
import { openOnce } from './open-once.js';
import { sendSoon } from './send.js';

/** Opens a request and promises its start, in one transaction. The same key and body again give the same request. */
export async function submit(
  deps: IntakeDeps,
  by: Principal,
  body: SubmitRequest,
  idempotencyKey: string | null,
): Promise<Answer<{ view: RequestView; created: boolean }>> {
  const { moves, links } = deps;
  const unstorable = refuseUnstorable(body);
  if (unstorable) return unstorable;
  const result = await openOnce(deps, { name: nameOf(by), asker: askerOf(by) }, body, idempotencyKey);
  if (result.kind === 'refused') return result;
  if (result.kind === 'created') sendSoon(deps, { id: result.outboxId, requestId: result.id, kind: 'start', payload: result.payload });
  const view = await loadRequestView(moves.db, result.id, links);
  if (!view) throw new Error(`request ${result.id} vanished`);
  return { kind: 'ok', value: { view, created: result.kind === 'created' } };
}

function nameOf(by: Principal): string {
  switch (by.kind) {
    case 'admin':
      return 'admin';
    case 'agent':
      return `agent:${by.agent}`;
    case 'person':
      return `person:${by.personId}`;
  }
}

function askerOf(by: Principal): Asker {
  switch (by.kind) {
    case 'admin':
      return { kind: 'admin', id: by.keyId, agent: null, ownerId: null };
    case 'agent':
      return { kind: 'agent', id: by.agent, agent: by.agent, ownerId: by.owner };
    case 'person':
      return { kind: 'person', id: by.personId, agent: null, ownerId: null };
  }
}
