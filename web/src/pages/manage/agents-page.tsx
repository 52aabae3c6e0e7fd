import { useState, type ReactNode } from 'react';
import type { Agent, Key } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';
import { Page } from '../../ui/page.js';
import { AddAgent } from './add-agent.js';
import { MakeKey } from './make-key.js';
import { Ago, Arriving, Confirm, FormError, More } from './parts.js';
import { Picker } from './picker.js';
import { itemsOf, useDoing, useNames, usePages } from './queries.js';

export function AgentsPage(): ReactNode {
  return (
    <Page title="Agents and keys">
      <div className="stack">
        <Agents />
        <Keys />
      </div>
    </Page>
  );
}

function Agents(): ReactNode {
  const [adding, setAdding] = useState(false);
  const [owning, setOwning] = useState<Agent | null>(null);
  const list = usePages<Agent>(['agents'], '/v1/agents');
  const agents = itemsOf(list);
  const nameOf = useNames(agents.map(({ ownerId }) => ownerId));
  return (
    <Card title="Agents">
      <div className="stack">
        <p className="dim">
          Agents in a worker register themselves. One that is called over HTTP is added here. An agent’s owner answers for it, and never
          approves what it asks for.
        </p>
        <Arriving query={list} />
        {list.data && agents.length === 0 ? <p className="dim">None yet.</p> : null}
        <ul className="m-rows" hidden={agents.length === 0}>
          {agents.map((agent) => (
            <li key={agent.name}>
              <span className="grow">
                <strong>{agent.name}</strong> <Badge>{agent.kind === 'http' ? 'HTTP' : 'worker'}</Badge>
                {agent.url === null ? null : <small className="dim block">{agent.url}</small>}
                <small className="dim block">{agent.ownerId === null ? 'No owner' : `Owner: ${nameOf(agent.ownerId)}`}</small>
              </span>
              <Button kind="quiet" onClick={() => setOwning(agent)} aria-label={`Change owner of ${agent.name}`}>
                Change owner
              </Button>
            </li>
          ))}
        </ul>
        <More query={list} />
        <div className="row">
          <Button onClick={() => setAdding(true)}>Add an HTTP agent</Button>
        </div>
      </div>
      {adding ? <AddAgent onClose={() => setAdding(false)} /> : null}
      {owning ? <Owner agent={owning} nameOf={nameOf} onClose={() => setOwning(null)} /> : null}
    </Card>
  );
}

function Owner({ agent, nameOf, onClose }: { agent: Agent; nameOf: (id: string) => string; onClose: () => void }): ReactNode {
  const change = useDoing((ownerId: string | null) => api.patch<Agent>(`/v1/agents/${agent.name}`, { ownerId }), {
    keys: ['agents', 'directory'],
    said: (changed) => (changed.ownerId === null ? `Nobody owns ${agent.name} any more.` : `${agent.name} has another owner.`),
    then: onClose,
  });
  return (
    <Dialog title={`Who answers for ${agent.name}?`} onClose={onClose}>
      <p>{agent.ownerId === null ? 'Nobody does at the moment.' : `At the moment ${nameOf(agent.ownerId)} does.`}</p>
      <Picker label="New owner" of="people" except={agent.ownerId === null ? [] : [agent.ownerId]} onPick={({ id }) => change.mutate(id)} />
      <FormError error={change.error} />
      <DialogFoot>
        <Button onClick={onClose}>Cancel</Button>
        {agent.ownerId === null ? null : (
          <Button kind="danger" busy={change.isPending} onClick={() => change.mutate(null)}>
            No owner
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  );
}

function forWhom({ kind, agent, personId }: Key, nameOf: (id: string) => string): string {
  switch (kind) {
    case 'admin':
      return 'administers, and decides nothing';
    case 'agent':
      return `requests as the agent ${agent ?? ''}`;
    case 'person':
      return `acts as ${personId === null ? 'somebody' : nameOf(personId)}`;
  }
}

function Keys(): ReactNode {
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const [all, setAll] = useState(false);
  const list = usePages<Key>(['keys'], '/v1/keys');
  const keys = itemsOf(list).filter(({ revokedAt }) => all || revokedAt === null);
  const nameOf = useNames(keys.map(({ personId }) => personId));
  const revoke = useDoing((key: Key) => api.delete<null>(`/v1/keys/${key.id}`), {
    keys: ['keys'],
    said: (_, key) => `The key ${key.name} was revoked.`,
    then: () => setRevoking(null),
  });
  return (
    <Card title="Keys">
      <div className="stack">
        <div className="row">
          <Button kind="primary" onClick={() => setMaking(true)}>
            Make a key
          </Button>
          <label className="choice">
            <input type="checkbox" checked={all} onChange={() => setAll(!all)} />
            <span>Also revoked ones</span>
          </label>
        </div>
        <Arriving query={list} lines={4} />
        <ul className="m-rows" aria-label="Keys" hidden={keys.length === 0}>
          {keys.map((key) => (
            <li key={key.id}>
              <span className="grow">
                <strong>{key.name}</strong> {key.revokedAt === null ? null : <Badge tone="no">revoked</Badge>}
                <small className="dim block">{forWhom(key, nameOf)}</small>
                <small className="dim block">
                  made <Ago at={key.createdAt} />
                  {key.lastUsedAt === null ? (
                    ', never used'
                  ) : (
                    <>
                      , last used <Ago at={key.lastUsedAt} />
                    </>
                  )}
                </small>
              </span>
              {key.revokedAt === null ? (
                <Button kind="danger" onClick={() => setRevoking(key)} aria-label={`Revoke ${key.name}`}>
                  Revoke
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
        <More query={list} />
      </div>
      {making ? <MakeKey onClose={() => setMaking(false)} /> : null}
      {revoking ? (
        <Confirm
          title={`Revoke ${revoking.name}?`}
          action="Revoke"
          busy={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate(revoking)}
          onClose={() => setRevoking(null)}
        >
          <p>Whatever uses this key is refused from that moment on. This cannot be undone; a new key can be made.</p>
        </Confirm>
      ) : null}
    </Card>
  );
}
