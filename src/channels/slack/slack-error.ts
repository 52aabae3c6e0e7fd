import type { ErrorCode } from '@slack/web-api';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { DeliveryResult } from '../channel.js';

/** What to do about an error of Slack's; without an entry its own word is shown. */
export const SLACK_FIXES: Readonly<Record<string, string>> = {
  invalid_auth: 'the bot token is not valid; set SLACK_BOT_TOKEN to the "xoxb-…" token of the app’s OAuth page',
  not_authed: 'no bot token was sent; set SLACK_BOT_TOKEN',
  account_inactive: 'the app was removed from the workspace or its token revoked; install it again and set the new SLACK_BOT_TOKEN',
  token_revoked: 'the bot token was revoked; install the app again and set the new SLACK_BOT_TOKEN',
  token_expired: 'the bot token has expired; switch token rotation off for the app and set the new SLACK_BOT_TOKEN',
  missing_scope: 'the app lacks a scope; install it again from slack/manifest.yaml',
  channel_not_found: 'no such channel, or a private one that the app is not in; invite the app there or correct the channel id',
  not_in_channel: 'the app is not in that channel; invite it with /invite @Countersign',
  is_archived: 'that channel is archived; name another one for the group',
  plan_upgrade_required: 'user groups need a paid plan of Slack; add people by hand',
  user_not_found: 'no such Slack user; correct the person’s Slack identity',
  user_disabled: 'that Slack user is deactivated; link the person to another account',
  cannot_dm_bot: 'that Slack user is a bot; correct the person’s Slack identity',
  messages_tab_disabled: 'people cannot be messaged by the app; switch on the Messages tab in its App Home',
  restricted_action: 'a workspace setting forbids the app to post there; ask a workspace administrator',
  msg_too_long: 'the card is too long for Slack; decide on the request page',
  msg_blocks_too_long: 'the card is too long for Slack; decide on the request page',
  invalid_blocks: 'Slack refused the card’s form; this is a defect, please report it',
};

/** Slack's own trouble, not ours: it passes. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
  'team_added_to_org',
]);

export function slackErrorCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Later for what may pass (limits, 5xx, broken connections), failed with a fix for what somebody has to repair. */
export function deliveryResultOf(error: unknown): Exclude<DeliveryResult, { kind: 'delivered' }> {
  if (error instanceof WebAPIRateLimitedError) return later('Slack is limiting us', error.retryAfter * 1000);
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    // The client takes any text for an error code; a page of some proxy is none.
    if (!/^[a-z0-9_]{1,80}$/.test(code)) return later('Slack: the answer was not Slack’s; is there a proxy between?', null);
    if (PASSING.has(code)) return later(`Slack: ${code}`, null);
    const fix = SLACK_FIXES[code];
    return { kind: 'failed', error: fix === undefined ? `Slack: ${code}` : `Slack: ${code}: ${fix}` };
  }
  if (error instanceof WebAPIHTTPError && error.statusCode < 500 && error.statusCode !== 408 && error.statusCode !== 429) {
    return { kind: 'failed', error: `Slack answered HTTP ${error.statusCode}; check SLACK_API_URL and any proxy between` };
  }
  return later(`Slack: ${error instanceof Error ? error.message : String(error)}`, null);
}

/** For a log line: never the request's content. */
export function describeSlackError(error: unknown): string {
  return slackErrorCode(error) ?? (error as { code?: ErrorCode }).code ?? (error instanceof Error ? error.message : String(error));
}

function later(error: string, afterMs: number | null): Extract<DeliveryResult, { kind: 'later' }> {
  return { kind: 'later', afterMs, error, message: null };
}
