import type { WebClient } from '@slack/web-api';
import type { UsersInfoResponse } from '@slack/web-api';

/** Why a Slack account may not decide, whoever it is linked to. */
export type AccountRefusal = 'bot' | 'guest' | 'stranger' | 'deactivated';

export const ACCOUNT_REFUSAL_TEXT: Readonly<Record<AccountRefusal, string>> = {
  bot: 'Bots do not decide.',
  guest: 'Guests of the workspace do not decide.',
  stranger: 'Accounts of other workspaces do not decide.',
  deactivated: 'This account is deactivated.',
};

// A deactivated account must not decide for long; a burst of clicks must not become a burst of calls.
const KEPT_MS = 60_000;
const MOST_KEPT = 10_000;

export interface Accounts {
  /** Null: a full member of this workspace. Throws when Slack does not answer: nobody is let through unchecked. */
  refusalOf(userId: string): Promise<AccountRefusal | null>;
}

export function createAccounts(client: WebClient, teamId: () => Promise<string>, clock: () => number): Accounts {
  const kept = new Map<string, { refusal: AccountRefusal | null; until: number }>();
  return {
    refusalOf: async (userId) => {
      const before = kept.get(userId);
      if (before && before.until > clock()) return before.refusal;
      const { user } = await client.users.info({ user: userId });
      const refusal = judge(user, await teamId());
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(userId, { refusal, until: clock() + KEPT_MS });
      return refusal;
    },
  };
}

export function judge(user: UsersInfoResponse['user'], teamId: string): AccountRefusal | null {
  if (!user || user.deleted === true) return 'deactivated';
  if (user.is_bot === true || user.id === 'USLACKBOT') return 'bot';
  if (
    user.is_stranger === true ||
    (user.team_id !== undefined && user.team_id !== teamId && !(user.enterprise_user?.teams ?? []).includes(teamId))
  )
    return 'stranger';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  return null;
}
