import type { WebClient } from '@slack/web-api';
import type { ChannelHealth, ChannelTestResult } from '../../contracts/channel-health.js';
import type { SlackConfig } from '../../config.js';
import type { ChannelProbe, TestTo } from '../probe.js';
import { accountIn } from './places.js';
import { describeSlackError, SLACK_FIXES } from './slack-error.js';
import type { LoadWorkspace } from './workspace.js';

export interface SlackProbeDeps {
  client: WebClient;
  config: SlackConfig;
  workspace: LoadWorkspace;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** Pages that are open refresh by themselves; Slack need not hear of each. */
const KEPT_MS = 15_000;
/** A channel, a group or a user; names can be taken over by others. */
const PLACE = /^[CGDUW][A-Z0-9]{2,20}$/;

const TEXT = 'This is a test of Countersign. Nothing waits for you because of it.';

export function createSlackProbe({ client, config, workspace, clock }: SlackProbeDeps): ChannelProbe {
  let kept: { atMs: number; health: Promise<ChannelHealth> } | null = null;
  const ways = [...(config.signingSecret === null ? [] : ['HTTP']), ...(config.appToken === null ? [] : ['Socket Mode'])];
  const places = [
    ...(config.channel === null ? [] : [{ target: config.channel, text: `${config.channel} (when nobody asked can be reached)` }]),
    ...(config.pageChannel === null ? [] : [{ target: config.pageChannel, text: `${config.pageChannel} (rings when somebody is paged)` }]),
  ];

  async function ask(): Promise<ChannelHealth> {
    try {
      const { team, team_id: teamId, user } = await client.auth.test();
      return { state: 'working', text: `Slack knows the app as ${user ?? 'a bot'} in ${team ?? teamId ?? 'the workspace'}.`, fix: null };
    } catch (error) {
      const code = describeSlackError(error);
      return { state: 'failing', text: `Slack refused the bot token: ${code}.`, fix: SLACK_FIXES[code] ?? null };
    }
  }

  return {
    name: 'slack',
    title: 'Slack',
    about: ways.length === 0 ? 'Sends only: clicks do not arrive here.' : `Clicks arrive by ${ways.join(' and ')}.`,
    test: { toSelf: true, places, hint: 'The id of a channel (C…) that the app is in, or of a member (U…).' },
    check: () => {
      if (kept === null || clock() - kept.atMs >= KEPT_MS) kept = { atMs: clock(), health: ask() };
      return kept.health;
    },
    send: async (to) => {
      const target = await targetOf(to, workspace);
      if (target === null)
        return failed(null, 'You have no account in this Slack workspace here.', 'link one under People, or name a channel');
      if (!PLACE.test(target))
        return failed(target, 'This is no id of a Slack channel or member.', 'ids look like C0123456789 or U0123456789');
      try {
        await client.chat.postMessage({ channel: target, text: TEXT, parse: 'none', link_names: false });
        return { result: 'arrived', target, text: 'Slack took the message.' };
      } catch (error) {
        const code = describeSlackError(error);
        return failed(target, `Slack refused it: ${code}.`, SLACK_FIXES[code] ?? null);
      }
    },
  };
}

async function targetOf(to: TestTo, workspace: LoadWorkspace): Promise<string | null> {
  if (to.kind === 'place') return to.target;
  const team = await workspace().then(
    ({ teamId }) => teamId,
    () => null,
  );
  return accountIn({ identities: to.identities }, team);
}

function failed(target: string | null, error: string, fix: string | null): ChannelTestResult {
  return { result: 'failed', target, error, fix };
}
