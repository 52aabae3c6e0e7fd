import { BOT_TOKEN, type SlackEmulator } from './slack-emulator.js';

export interface UserGroup {
  id: string;
  handle: string;
  users: string[];
  /** Switched off in Slack. */
  disabled?: boolean;
  is_external?: boolean;
}

/**
 * User groups, which the emulator lacks, as Slack documents them (usergroups.list, usergroups.users.list): refuses wrong tokens, missing scopes,
 * JSON bodies, unknown and disabled groups, and workspaces without a paid plan. Change the array to change what Slack knows.
 */
export function serveUserGroups(slack: SlackEmulator, options: { scopes: readonly string[]; paid: boolean }): UserGroup[] {
  const groups: UserGroup[] = [];

  type Args = Record<string, unknown>;
  function serve(method: string, answer: (args: Args) => Args): void {
    slack.proxy.serve(`api/${method}`, ({ args }, headers) => {
      const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
      if (token === undefined) return refused('not_authed');
      if (token !== BOT_TOKEN) return refused('invalid_auth');
      if (!options.scopes.includes('usergroups:read'))
        return { ...refused('missing_scope'), needed: 'usergroups:read', provided: options.scopes.join(',') };
      if (!options.paid) return refused('plan_upgrade_required');
      // Slack reads no JSON here: it sees a call without arguments.
      return answer((headers['content-type'] ?? '').includes('json') ? {} : args);
    });
  }

  serve('usergroups.list', ({ include_disabled: all }) => ({
    ok: true,
    usergroups: groups
      .filter(({ disabled }) => all === 'true' || disabled !== true)
      .map(({ id, handle, users, disabled, is_external = false }) => ({
        ...{ id, handle, name: `The ${handle}`, team_id: slack.team, is_usergroup: true, is_external },
        ...{ date_create: 1_700_000_000, date_delete: disabled ? 1_700_000_001 : 0, user_count: users.length },
      })),
  }));
  serve('usergroups.users.list', ({ usergroup, include_disabled: all }) => {
    if (typeof usergroup !== 'string' || usergroup === '') return refused('missing_argument');
    const group = groups.find(({ id, disabled }) => id === usergroup && (all === 'true' || disabled !== true));
    return group ? { ok: true, users: group.users } : refused('no_such_subteam');
  });
  return groups;
}

function refused(error: string): Record<string, unknown> {
  return { ok: false, error };
}
