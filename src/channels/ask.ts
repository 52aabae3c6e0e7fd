import { loadAddressees, type Addressee, type Addressees } from '../ledger/addressees.js';
import { addMessage, addReminder, addReminderLater, databaseNowMs, wantCard, type Place } from '../ledger/deliveries.js';
import type { Tx } from '../ledger/ledger.js';
import type { Channel } from './channel.js';
import type { Telling } from './telling.js';
import { nextOpen } from './working-hours.js';

/** Further people are asked: a card at each of their places. */
export async function ask(telling: Telling): Promise<void> {
  const addressees = await loadAddressees(telling.tx, telling.notice.refs);
  for (const place of cardPlaces(telling, addressees)) await askAt(telling, place);
}

/** The same, and everybody meant is asked alone too; and the places for it ring. */
export async function page(telling: Telling): Promise<void> {
  const { tx, channels, notice, view } = telling;
  const addressees = await loadAddressees(tx, notice.refs);
  // Whoever is away is rung by no step: those who stand in for them are.
  const alone = channels.flatMap((channel) =>
    channel
      .direct(addressees)
      .filter((target) => readerOf(channel, target, addressees)?.away !== true)
      .map((target) => placeOf(telling, channel, target)),
  );
  const places = new Map([...cardPlaces(telling, addressees), ...alone].map((place) => [`${place.channel} ${place.target}`, place]));
  for (const place of places.values()) await askAt(telling, place);
  for (const channel of channels) {
    for (const target of channel.pages) {
      const place = { requestId: view.id, channel: channel.name, target };
      await addMessage(tx, place, { kind: 'page', topic: notice.id, refs: notice.refs }, notice.move);
    }
  }
}

async function askAt({ tx, notice }: Telling, place: Place): Promise<void> {
  const { seen } = await wantCard(tx, place, 'card', notice.move);
  // Rewriting a card tells nobody: who is asked again (a new revision, an escalation) gets a message too.
  if (seen) await addReminder(tx, place, notice.move);
}

/** Those awaited are called below their cards. */
export async function remind(telling: Telling): Promise<void> {
  const { tx, channels, notice } = telling;
  const addressees = await loadAddressees(tx, notice.refs);
  for (const channel of channels) {
    for (const place of cardPlaces({ ...telling, channels: [channel] }, addressees)) {
      const reader = readerOf(channel, place.target, addressees);
      await wantCard(tx, place, 'card', notice.move);
      await remindAt(telling, place, reader);
    }
  }
}

/**
 * Whose place it is, where somebody reads it alone, is not reminded while away, nor while they asked for rest; who is not at work is, once they
 * are: a phone that rings at night is switched off.
 */
async function remindAt({ tx, notice, view }: Telling, place: Place, reader: Addressee | undefined): Promise<void> {
  if (reader?.away) return;
  const nowMs = await databaseNowMs(tx);
  if (view.awaiting?.snoozes.some(({ by, until }) => by.id === reader?.id && Date.parse(until) > nowMs)) return;
  const { hours = null, timeZone = null } = reader ?? {};
  const opensAtMs = hours === null || timeZone === null ? nowMs : nextOpen(hours, timeZone, nowMs);
  return later(tx, place, notice.move, opensAtMs <= nowMs ? null : opensAtMs);
}

async function later(tx: Tx, place: Place, move: number, atMs: number | null): Promise<void> {
  return atMs === null ? addReminder(tx, place, move) : addReminderLater(tx, place, move, atMs);
}

function readerOf(channel: Channel, target: string, { people }: Addressees): Addressee | undefined {
  return people.find(({ identities }) => identities.some((own) => own.channel === channel.name && own.subject === target));
}

/** Where these people are asked, on every channel. */
export function cardPlaces(telling: Pick<Telling, 'channels' | 'view'>, addressees: Addressees): Place[] {
  const { channels, view } = telling;
  return channels.flatMap((channel) =>
    channel
      .targets(addressees, view, null)
      .filter(({ kind }) => kind === 'card')
      .map(({ target }) => placeOf(telling, channel, target)),
  );
}

export function placeOf({ view }: Pick<Telling, 'view'>, channel: Channel, target: string): Place {
  return { requestId: view.id, channel: channel.name, target };
}
