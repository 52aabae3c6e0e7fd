import type { Countersign } from '../../../client/src/countersign.js';
import { assertNever } from '../../contracts/assert-never.js';
import type { ImportStep } from './plan-import.js';

/** As many as one call takes. */
const MOST_MEMBERS = 1000;

/** Makes one change. Each is whole by itself: an import that breaks off is finished by the next one. */
export async function applyStep(client: Countersign, step: ImportStep, signal: AbortSignal): Promise<void> {
  switch (step.kind) {
    case 'create_person':
      await client.people.create(step.person, { signal });
      return;
    case 'set_time_zone':
      await client.people.change(step.personId, { timeZone: step.timeZone }, { signal });
      return;
    case 'create_group': {
      const { members, ...group } = step.group;
      await client.groups.create({ ...group, members: members.slice(0, MOST_MEMBERS) }, { signal });
      for (const member of members.slice(MOST_MEMBERS)) await client.groups.add(group.id, member, { signal });
      return;
    }
    case 'change_members':
      for (const member of step.add) await client.groups.add(step.groupId, member, { signal });
      for (const member of step.remove) await client.groups.remove(step.groupId, member, { signal });
      return;
    default:
      assertNever(step);
  }
}
