import { z } from 'zod';

/** `view.state.values`: block id → action id → what the element holds. Our inputs all have the action id `value`. */
export const modalValuesSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z
      .object({
        value: z.string().nullish(),
        selected_option: z.object({ value: z.string() }).nullish(),
        selected_user: z.string().nullish(),
      })
      .transform((input) => input.value ?? input.selected_option?.value ?? input.selected_user ?? ''),
  ),
);
export type ModalValues = z.infer<typeof modalValuesSchema>;

/** The text of one input; empty where it was left empty. Line ends as everywhere else: Slack's clients send either. */
export function valueOf(values: ModalValues, blockId: string): string {
  return (values[blockId]?.['value'] ?? '').replace(/\r\n?/g, '\n');
}
