/** Bot scopes that cards and clicks use, and what for; with `IMPORT_SCOPES` exactly what slack/manifest.yaml asks for. */
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

/** Bot scopes that only `countersign people import-slack` uses; all else works without them. */
export const IMPORT_SCOPES: Readonly<Record<string, string>> = {
  'users:read.email': 'tell an account from a person with the same address, when people are imported',
  'usergroups:read': 'import user groups',
};

/** The one scope of the app-level token of Socket Mode. */
export const APP_TOKEN_SCOPE = 'connections:write';
