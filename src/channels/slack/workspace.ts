import type { WebClient } from '@slack/web-api';

/** The one workspace and app that this deployment belongs to. */
export interface Workspace {
  teamId: string;
  /** Null where neither the configuration nor Slack tells. */
  appId: string | null;
  botUserId: string | null;
  /** `https://name.slack.com/`, for links to messages. */
  url: string | null;
}

/** Asked once and kept; a failure is not kept, so that the next call asks again. */
export type LoadWorkspace = () => Promise<Workspace>;

export function createLoadWorkspace(client: WebClient, pinned: { teamId: string | null; appId: string | null }): LoadWorkspace {
  let known: Promise<Workspace> | null = null;
  async function ask(): Promise<Workspace> {
    const test = await client.auth.test();
    const teamId = pinned.teamId ?? test.team_id;
    if (teamId === undefined) throw new Error('Slack did not name the workspace of the bot token');
    return {
      teamId,
      appId: pinned.appId ?? test.app_id ?? (await appOfBot(client, test.bot_id)),
      botUserId: test.user_id ?? null,
      url: test.url ?? null,
    };
  }
  return () => {
    known ??= ask().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
}

/** `users:read` is enough to ask; without an answer the signing secret still binds the app. */
async function appOfBot(client: WebClient, bot: string | undefined): Promise<string | null> {
  if (bot === undefined) return null;
  const answer = await client.bots.info({ bot }).catch(() => null);
  return answer?.bot?.app_id ?? null;
}
