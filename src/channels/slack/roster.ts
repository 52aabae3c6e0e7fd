import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { storable } from '../../contracts/storable.js';
import { judge, type AccountRefusal } from './accounts.js';

/** One account of the workspace. */
export interface SlackAccount {
  id: string;
  handle: string;
  name: string;
  /** Null where Slack tells none. */
  email: string | null;
  timeZone: string | null;
  /** Why it may not decide; null: a full member. */
  refusal: AccountRefusal | null;
}

export interface SlackUserGroup {
  id: string;
  handle: string;
  name: string;
  /** Ids of accounts. */
  members: readonly string[];
}

export interface Roster {
  teamId: string;
  accounts: readonly SlackAccount[];
  /** Those that are in use and belong to this workspace. */
  userGroups: readonly SlackUserGroup[];
}

export interface RosterOptions {
  /** Only user groups with these handles; null: all. */
  handles: readonly string[] | null;
  /** Waits so many milliseconds, because Slack asked for it. */
  wait: (ms: number) => Promise<void>;
}

/** As many as Slack recommends for one page. */
const PAGE = 200;
/** Slack allows about twenty of these calls a minute; a workspace with hundreds of user groups takes a while. */
const MOST_ATTEMPTS = 10;

/** Everybody in the workspace of the token, and its user groups. Only reads. */
export async function loadRoster(client: WebClient, teamId: string, { handles, wait }: RosterOptions): Promise<Roster> {
  const patient = patience(wait);
  const accounts: SlackAccount[] = [];
  let cursor: string | undefined;
  do {
    const page = await patient(() => client.users.list({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }));
    for (const member of page.members ?? []) {
      const { id, name = '', profile = {}, real_name, tz } = member;
      if (id === undefined) continue;
      const shown = [profile.real_name, real_name, profile.display_name, name].find((each) => each !== undefined && each.trim() !== '');
      accounts.push({
        id,
        handle: name,
        name: storable((shown ?? id).trim().slice(0, 200)),
        email: profile.email ?? null,
        timeZone: tz ?? null,
        refusal: judge(member, teamId),
      });
    }
    cursor = page.response_metadata?.next_cursor;
  } while (cursor !== undefined && cursor !== '');
  const { usergroups = [] } = await patient(() => client.usergroups.list());
  const userGroups: SlackUserGroup[] = [];
  for (const { id, handle, name = '', date_delete = 0, is_external = false } of usergroups) {
    if (id === undefined || handle === undefined || date_delete !== 0 || is_external) continue;
    if (handles !== null && !handles.includes(handle)) continue;
    const { users = [] } = await patient(() => client.usergroups.users.list({ usergroup: id }));
    userGroups.push({ id, handle, name, members: users });
  }
  return { teamId, accounts, userGroups };
}

/** Calls again after as long as Slack says, a bounded number of times. */
function patience(wait: RosterOptions['wait']) {
  return async <T>(call: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof WebAPIRateLimitedError) || attempt >= MOST_ATTEMPTS) throw error;
        await wait(error.retryAfter * 1000);
      }
    }
  };
}
