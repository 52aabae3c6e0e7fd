import { z } from 'zod';

/** A refund in whole cents: `multipleOf` is exact here and at the doors, where the arguments are checked against its JSON Schema. */
export const refundArgsSchema = z.strictObject({
  orderId: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'letters, digits and -'),
  amount: z.number().positive().max(1_000_000_000).multipleOf(0.01),
  currency: z.string().regex(/^[A-Z]{3}$/, 'three capital letters such as EUR (ISO 4217)'),
});
export type RefundArgs = z.infer<typeof refundArgsSchema>;
