import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import { isTerminal } from '../../contracts/status.js';
import type { RequestView } from '../../contracts/view.js';
import { loadAddressees, type Addressees } from '../../ledger/addressees.js';
import { definitionOf } from '../../ledger/definitions.js';
import type { Db } from '../../ledger/ledger.js';
import type { Channel, Delivery, DeliveryResult } from '../channel.js';
import { renderCard } from './card.js';
import { findPosted, METADATA_TYPE } from './find-posted.js';
import { formOf } from './form.js';
import { renderReminder } from './reminder.js';
import { deliveryResultOf, slackErrorCode } from './slack-error.js';

export interface SlackChannelDeps {
  client: WebClient;
  db: Db;
  /** The team whose identities are asked; null while nobody has said: then any Slack identity is tried. */
  teamId: () => string | null;
  /** Where cards go when nobody asked can be reached; null: nowhere. */
  fallbackChannel: string | null;
  log: Logger;
}

const refSchema = z.object({ channel: z.string(), ts: z.string() });
type MessageRef = z.infer<typeof refSchema>;

/** Cards in channels of groups and in direct messages, rewritten on every move. */
export function createSlackChannel(deps: SlackChannelDeps): Channel {
  return {
    name: 'slack',
    limits: 'everywhere',
    targets: (addressees) =>
      targetsOf(addressees, deps.teamId(), deps.fallbackChannel).map((target) => ({ target, kind: 'card' as const })),
    deliver: async (delivery, view, signal) => {
      try {
        return delivery.kind === 'reminder' ? await remind(deps, delivery, view) : await showCard(deps, delivery, view, signal);
      } catch (error) {
        return deliveryResultOf(error);
      }
    },
  };
}

/**
 * A group's channel where it has one, else its members; people directly; beside them whoever stands in for somebody absent and is not in that
 * group. The fallback only where that reaches nobody.
 */
export function targetsOf(addressees: Addressees, teamId: string | null, fallbackChannel: string | null): string[] {
  if (addressees.refs.length === 0) return [];
  const standIns = (personId: string) => addressees.people.filter(({ standsInFor }) => standsInFor.includes(personId)).map(({ id }) => id);
  const accountOf = (personId: string) => {
    const person = addressees.people.find(({ id }) => id === personId);
    const account = person?.identities.find(({ channel, tenant }) => channel === 'slack' && (teamId === null || tenant === teamId));
    return account ? [account.subject] : [];
  };
  const targets = addressees.refs.flatMap((ref) => {
    const [kind, id = ''] = ref.split(/:(.*)/s);
    if (kind === 'person') return [id, ...standIns(id)].flatMap(accountOf);
    const group = addressees.groups.find((each) => each.id === id);
    if (!group) return [];
    const outside = group.members.flatMap(standIns).filter((standIn) => !group.members.includes(standIn));
    return [...(group.slackChannel === null ? group.members.flatMap(accountOf) : [group.slackChannel]), ...outside.flatMap(accountOf)];
  });
  if (targets.length === 0 && fallbackChannel !== null) return [fallbackChannel];
  return [...new Set(targets)];
}

async function showCard(deps: SlackChannelDeps, delivery: Delivery, view: RequestView, signal: AbortSignal): Promise<DeliveryResult> {
  const { client } = deps;
  const card = await cardOf(deps, view);
  const metadata = { event_type: METADATA_TYPE, event_payload: { delivery: delivery.id, request: view.id } };
  // The notification's text must stay as it is: no names and addresses made into links.
  const message = { ...card, metadata, parse: 'none' as const, link_names: false, unfurl_links: false, unfurl_media: false };

  const known = refOf(delivery.message) ?? (delivery.attempts > 1 ? await findPosted(deps, delivery) : null);
  if (known !== null) {
    try {
      await client.chat.update({ ...message, ...known });
      return { kind: 'delivered', message: known };
    } catch (error) {
      // Somebody deleted the card: whoever is asked needs another one.
      if (slackErrorCode(error) !== 'message_not_found') throw error;
    }
  }
  // Over before anybody saw it: nothing to show.
  if (isTerminal(view.status)) return { kind: 'delivered', message: { posted: false } };
  if (signal.aborted) return { kind: 'later', afterMs: null, error: 'stopping', message: null };
  const posted = await client.chat.postMessage({ ...message, channel: delivery.target });
  return { kind: 'delivered', message: refSchema.parse(posted) };
}

async function cardOf({ db }: SlackChannelDeps, view: RequestView) {
  const { people } = await loadAddressees(db, view.awaiting?.asked ?? []);
  const definition = view.action ? await definitionOf(db, view.action.type, view.action.version) : undefined;
  return renderCard(view, {
    names: new Map(people.map(({ id, name }) => [id, name])),
    editable: view.action !== null && definition !== undefined && formOf(definition.args_schema, view.action.args).kind === 'form',
  });
}

async function remind(deps: SlackChannelDeps, delivery: Delivery, view: RequestView): Promise<DeliveryResult> {
  const card = refOf(delivery.card);
  if (card === null) return { kind: 'failed', error: 'there is no card to remind of' };
  const found = delivery.attempts > 1 ? await findPosted(deps, delivery, card) : null;
  if (found !== null) return { kind: 'delivered', message: found };
  const posted = await deps.client.chat.postMessage({
    ...renderReminder(view, await undecided(deps, card, view)),
    channel: card.channel,
    thread_ts: card.ts,
    // In a channel a thread's reply is easily missed; this one also shows in the channel.
    reply_broadcast: true,
    metadata: { event_type: METADATA_TYPE, event_payload: { delivery: delivery.id, request: view.id } },
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  });
  return { kind: 'delivered', message: refSchema.parse(posted) };
}

/** Slack users who are asked and have not decided on this revision; nobody in a direct message, where the reader is the one. */
async function undecided({ db, teamId }: SlackChannelDeps, card: MessageRef, view: RequestView): Promise<string[]> {
  if (card.channel.startsWith('D')) return [];
  const decided = new Set(
    view.decisions.filter(({ counted, revision }) => counted === true && revision === view.revision).map(({ by }) => by.id),
  );
  const { people } = await loadAddressees(db, view.awaiting?.asked ?? []);
  const team = teamId();
  return people
    .filter(({ id, away }) => !away && !decided.has(id))
    .flatMap(({ identities }) =>
      identities.filter(({ channel, tenant }) => channel === 'slack' && (team === null || tenant === team)).slice(0, 1),
    )
    .map(({ subject }) => subject);
}

function refOf(message: unknown): MessageRef | null {
  const parsed = refSchema.safeParse(message);
  return parsed.success ? { channel: parsed.data.channel, ts: parsed.data.ts } : null;
}
