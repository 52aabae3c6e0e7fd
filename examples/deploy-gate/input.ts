import { z } from 'zod';
import { branchSchema, remoteSchema, shaSchema } from './remote.js';

/** What the agent is asked: `{repository, branch?, candidate?, note?}`. */
export const deployInputSchema = z.strictObject({
  /** A remote (URL, or path of a bare repository), or the path of a working copy, whose `origin` is then the remote. */
  repository: remoteSchema,
  /** Overrides what `repository` says. */
  remote: remoteSchema.optional(),
  branch: branchSchema.default('production'),
  /** Commit id (at least 7 digits), branch or tag at the remote; default: the remote's main branch. */
  candidate: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_./+-]*$/, 'a commit id, branch or tag')
    .optional(),
  /** Shown to the reviewers. */
  note: z.string().max(2000).optional(),
});
export type DeployInput = z.infer<typeof deployInputSchema>;

/** Everything that the effect needs, pinned: names that can move appear only with what they pointed to. */
export const promoteArgsSchema = z.strictObject({
  remote: remoteSchema,
  branch: branchSchema,
  /** Where the branch stood when it was looked at; the push is refused if it has moved. */
  from: shaSchema,
  to: shaSchema,
});
export type PromoteArgs = z.infer<typeof promoteArgsSchema>;
