import { z } from 'zod';
import { channelNameSchema } from './decision.js';

/** `working`: asked just now, or its last delivery arrived. `failing`: the last attempt did not. `unknown`: nothing was sent yet. */
const healthSchema = z.strictObject({
  state: z.enum(['working', 'failing', 'unknown']),
  text: z.string().describe('What was found, for people.'),
  fix: z.string().nullable().describe('What to do about it, where that is known.'),
});
export type ChannelHealth = z.infer<typeof healthSchema>;

/** A configured way to reach people, and how it is doing. */
export const channelViewSchema = z.strictObject({
  name: channelNameSchema,
  title: z.string(),
  about: z.string().describe('How it is set up; never a secret.'),
  health: healthSchema,
  lastDelivery: z.strictObject({ at: z.string(), target: z.string(), requestId: z.string() }).nullable(),
  lastError: z
    .strictObject({ at: z.string(), target: z.string(), requestId: z.string(), error: z.string() })
    .nullable()
    .describe('The newest one, also where later attempts arrived.'),
  waiting: z.number().int().describe('Messages that do not show the newest state yet.'),
  failed: z.number().int().describe('Given up, until the request moves or a process starts anew.'),
  test: z.strictObject({
    toSelf: z.boolean().describe('Whether a test can go to whoever asks for it.'),
    places: z.array(z.strictObject({ target: z.string(), text: z.string() })).describe('Places that are configured.'),
    hint: z.string().describe('What else can be named as `to`.'),
  }),
});
export type ChannelView = z.infer<typeof channelViewSchema>;

export const channelListSchema = z.strictObject({ items: z.array(channelViewSchema) });
export type ChannelList = z.infer<typeof channelListSchema>;

export const channelTestSchema = z.strictObject({
  to: z.string().trim().min(1).max(2000).optional().describe('A place of the channel. Default: whoever asks for the test.'),
});

export const channelTestResultSchema = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('arrived'), target: z.string(), text: z.string() }),
  z.strictObject({ result: z.literal('failed'), target: z.string().nullable(), error: z.string(), fix: z.string().nullable() }),
]);
export type ChannelTestResult = z.infer<typeof channelTestResultSchema>;
