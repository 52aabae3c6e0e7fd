import { z } from 'zod';
import { modalValuesSchema } from './modal-values.js';

// Only what is used, and checked: Slack adds fields at will. https://docs.slack.dev/reference/interaction-payloads

const id = z.string().regex(/^[A-Z][A-Z0-9]{1,30}$/);
const ts = z.string().regex(/^\d{1,12}\.\d{1,9}$/);
const user = z.object({ id, team_id: id.nullish() });
const common = { api_app_id: id, team: z.object({ id }).nullish(), user };

export const blockActionsSchema = z.object({
  type: z.literal('block_actions'),
  ...common,
  trigger_id: z.string().max(200),
  container: z.object({ type: z.string(), channel_id: id.nullish(), message_ts: ts.nullish(), is_ephemeral: z.boolean().nullish() }),
  actions: z
    .array(
      z.object({
        action_id: z.string().max(255),
        action_ts: ts,
        value: z.string().max(2_000).nullish(),
        selected_option: z.object({ value: z.string().max(2_000) }).nullish(),
      }),
    )
    .length(1),
});
export type BlockActions = z.infer<typeof blockActionsSchema>;

export const viewSubmissionSchema = z.object({
  type: z.literal('view_submission'),
  ...common,
  view: z.object({
    id,
    callback_id: z.string().max(255),
    private_metadata: z.string().max(3_000),
    state: z.object({ values: modalValuesSchema }),
  }),
});
export type ViewSubmission = z.infer<typeof viewSubmissionSchema>;

export const slashCommandSchema = z
  .object({ command: z.string(), api_app_id: id, team_id: id, user_id: id, channel_id: id.nullish() })
  .transform((body) => ({ ...body, team: { id: body.team_id }, user: { id: body.user_id, team_id: undefined } }));

/** Who sent it from where, the same in all three. */
export interface Origin {
  api_app_id: string;
  team?: { id: string } | null | undefined;
  user: { id: string; team_id?: string | null | undefined };
}
