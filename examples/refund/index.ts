import { defineAction, type Registry } from '../../src/activities/registry.js';
import { refundArgsSchema } from './refund-args.js';

/** Only the shape: whoever asks executes the refund itself, with the permit. */
export const refund: Registry = {
  agents: [],
  actions: [
    defineAction({
      type: 'payments.refund',
      title: 'Refund an order',
      description: 'Pays money back to the customer of an order.',
      args: refundArgsSchema,
      riskFloor: 'low',
    }),
  ],
};
