import type { Logger } from 'pino';
import { personOfIdentity } from '../../ledger/identities.js';
import type { Db } from '../../ledger/ledger.js';
import { ACCOUNT_REFUSAL_TEXT, type Accounts } from './accounts.js';
import type { Origin } from './payloads.js';
import { describeSlackError } from './slack-error.js';
import type { LoadWorkspace } from './workspace.js';

export interface Caller {
  person: { id: string; name: string; viewer: boolean };
  user: string;
  team: string;
}
/** `foreign`: not from our workspace and app, and answered with nothing. `refused`: told why. `unavailable`: nobody could check. */
export type Identified =
  { kind: 'caller'; caller: Caller } | { kind: 'foreign' } | { kind: 'refused'; text: string } | { kind: 'unavailable' };

export interface IdentifyDeps {
  db: Db;
  workspace: LoadWorkspace;
  accounts: Accounts;
  log: Logger;
}

/** The person behind a verified payload: our workspace, our app, a full member's account that an administrator linked to a person. */
export async function identify({ db, workspace, accounts, log }: IdentifyDeps, origin: Origin): Promise<Identified> {
  const from = { team: origin.team?.id ?? null, user: origin.user.id, app: origin.api_app_id };
  try {
    const { teamId, appId } = await workspace();
    if (from.team !== teamId || (origin.user.team_id ?? teamId) !== teamId || (appId !== null && from.app !== appId)) {
      log.warn({ ...from, reason: 'other_workspace' }, 'slack interaction refused');
      return { kind: 'foreign' };
    }
    const refusal = await accounts.refusalOf(from.user);
    if (refusal !== null) {
      log.warn({ ...from, reason: refusal }, 'slack interaction refused');
      return { kind: 'refused', text: ACCOUNT_REFUSAL_TEXT[refusal] };
    }
    const person = await personOfIdentity(db, { channel: 'slack', tenant: teamId, subject: from.user });
    if (person === null) {
      log.warn({ ...from, reason: 'not_linked' }, 'slack interaction refused');
      return { kind: 'refused', text: howToBeLinked(teamId, from.user) };
    }
    return { kind: 'caller', caller: { person, user: from.user, team: teamId } };
  } catch (error) {
    log.error({ ...from, error: describeSlackError(error) }, 'slack interaction could not be checked');
    return { kind: 'unavailable' };
  }
}

function howToBeLinked(team: string, user: string): string {
  return `Your Slack account is not linked to a person in Countersign, so nothing was recorded. Ask an administrator to run: countersign people link <person> slack:${team}/${user}`;
}
