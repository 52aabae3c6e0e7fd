/** Bot scopes that the code uses, and what for; slack/manifest.yaml asks for exactly these. */
export const BOT_SCOPES: Readonly<Record<string, string>> = {
  'chat:write': 'post and rewrite cards',
  commands: 'the /approvals command',
  'users:read': 'refuse guests, bots and deactivated accounts',
  'channels:read': 'check the groups’ public channels',
  'groups:read': 'check the groups’ private channels',
  'channels:history': 'find a card whose post was not confirmed, in public channels',
  'groups:history': 'the same in private channels',
  'im:write': 'open direct messages',
  'im:history': 'find a card whose post was not confirmed, in direct messages',
};

/** The one scope of the app-level token of Socket Mode. */
export const APP_TOKEN_SCOPE = 'connections:write';
