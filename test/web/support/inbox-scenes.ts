import type { JsonObject } from '../../../src/contracts/json.js';
import type { TestService } from '../../support/service.js';

/** People with a queue of their own each: `rita3` is asked about `rita3.refund`, and nobody else is. */
const OWN_QUEUES = Object.fromEntries(
  Array.from({ length: 20 }, (_, i) => [
    `r${i}.yaml`,
    `name: rita${i}\nmatch: { types: ['rita${i}.*'] }\nreviewers: [group:rita${i}s]\ndeadline: 4h\nonTimeout: reject`,
  ]),
);

/** By file name. No workers run anything here: callers do, so that what was approved stays where people left it. */
export const INBOX_POLICIES = {
  '10.yaml': `name: refunds
match: { types: ['billing.*'] }
reviewers: [group:finance]
deadline: 4h
onTimeout: reject`,
  '20.yaml': `name: releases
match: { types: ['ship.*'] }
reviewers: [group:finance]
need: all
deadline: 40m
onTimeout: reject`,
  '30.yaml': `name: access
match: { types: ['access.*'] }
stages:
  - { name: owners, reviewers: [person:ada, person:ben], need: all }
deadline: 2d
onTimeout: reject`,
  '40.yaml': `name: letters
match: { types: ['letters.*'] }
reviewers: [group:finance]
deadline: 2h
onTimeout: reject`,
  ...OWN_QUEUES,
};

export interface Opened {
  id: string;
  revision: number;
  digest: string;
}

export interface Ask {
  type: string;
  title: string;
  args: JsonObject;
  risk?: string;
  rationale?: string;
  confidence?: number;
}

/** Opens a request and waits until people are asked. */
export async function open(service: TestService, key: string, { type, title, args, ...more }: Ask): Promise<Opened> {
  const made = await service.call('POST', '/v1/requests', key, { action: { type, title, args, ...more } });
  if (made.status !== 201) throw new Error(`not opened: ${JSON.stringify(made.body)}`);
  const { id } = made.body as { id: string };
  for (;;) {
    const { body } = await service.call('GET', `/v1/requests/${id}/wait?until=change&timeout=2s`, key);
    const view = body as { status: string; revision: number; digest: string };
    if (view.status !== 'proposing') return { id, revision: view.revision, digest: view.digest };
  }
}

export const refund = (n: number, more: Partial<Ask> = {}): Ask => ({
  type: 'billing.refund',
  title: `Refund ${n} EUR for order A-${1000 + n}`,
  args: { amount: n, currency: 'EUR', order: `A-${1000 + n}` },
  rationale: 'The goods arrived broken; photos are in the ticket.',
  confidence: 0.86,
  ...more,
});

/** A queue as somebody finds it on a Monday. */
export async function openScenes(service: TestService, key: string): Promise<Record<string, Opened>> {
  return {
    small: await open(service, key, refund(120, { risk: 'low' })),
    large: await open(service, key, refund(12500, { risk: 'high', confidence: 0.61 })),
    release: await open(service, key, {
      type: 'ship.release',
      title: 'Release billing 4.18.0 to production',
      args: {
        service: 'billing',
        version: '4.18.0',
        migrations: ['2026_11_add_vat_column', '2026_11_backfill'],
        canary: { percent: 5, minutes: 20 },
      },
      risk: 'critical',
      rationale: 'Fixes the rounding of VAT in invoices. All checks are green; the migration only adds a column.',
      confidence: 0.93,
    }),
    access: await open(service, key, {
      type: 'access.grant',
      title: 'Give the contractor read access to the warehouse until Friday',
      args: { person: 'j.doe@example.com', role: 'warehouse-reader', until: '2026-11-27' },
      risk: 'medium',
      rationale: 'Needed for the quarterly report.',
    }),
    mail: await open(service, key, {
      type: 'letters.send',
      title: 'Answer the complaint of Contoso about late delivery',
      args: {
        to: 'office@contoso.example',
        subject: 'Your order A-2231',
        body: `Dear team,\n\n${'we are sorry for the delay. '.repeat(40)}`,
      },
      risk: 'medium',
    }),
    odd: await open(service, key, refund(75, { title: 'Refund 75 EUR to pаypal', args: { amount: 75, to: 'pаypal' }, risk: 'low' })),
  };
}
