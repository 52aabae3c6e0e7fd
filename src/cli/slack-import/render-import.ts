import { ACCOUNT_REFUSAL_TEXT } from '../../channels/slack/accounts.js';
import { assertNever } from '../../contracts/assert-never.js';
import { visibleLine } from '../../contracts/visible-text.js';
import type { ImportNote, ImportPlan, ImportStep } from './plan-import.js';

type Account = Extract<ImportNote, { kind: 'linked' }>['account'];

/** For people: a line for each change, then what was left alone and what to do about it. */
export function renderImport({ teamId, steps, notes }: ImportPlan, dryRun: boolean): string {
  const alike = notes.filter(({ kind }) => kind === 'same_email' || kind === 'same_name');
  const others = notes.filter(({ kind }) => kind !== 'same_email' && kind !== 'same_name' && kind !== 'linked');
  const linked = notes.length - alike.length - others.length;
  return [
    ...steps.map((step) => `+ ${stepText(step)}`),
    ...alike.map((note) => `? ${noteText(note, teamId)}`),
    ...others.map((note) => `- ${noteText(note, teamId)}`),
    `${steps.length} ${steps.length === 1 ? 'change' : 'changes'}${dryRun ? ' to make' : ' made'}, ${linked} accounts linked already, ${alike.length + others.length} left alone.`,
  ].join('\n');
}

const who = ({ id, handle, name }: Account) => `${visibleLine(name)} (@${visibleLine(handle)}, ${id})`;

function stepText(step: ImportStep): string {
  switch (step.kind) {
    case 'create_person':
      return `person ${step.person.id}: ${who(step.account)}, linked to that account`;
    case 'set_time_zone':
      return `${step.personId} is in ${step.timeZone}`;
    case 'create_group':
      return `group ${step.group.id}, filled by @${step.userGroup.handle}: ${step.group.members.join(', ') || 'nobody yet'}`;
    case 'change_members':
      return [
        `group ${step.groupId}, filled by @${step.userGroup.handle}:`,
        ...(step.add.length > 0 ? [`${step.add.join(', ')} in`] : []),
        ...(step.remove.length > 0 ? [`${step.remove.join(', ')} out`] : []),
      ].join(' ');
    default:
      return assertNever(step);
  }
}

function noteText(note: ImportNote, teamId: string): string {
  switch (note.kind) {
    case 'linked':
      return `${who(note.account)} is ${note.personId}`;
    case 'refused':
      return note.personId === null
        ? `${who(note.account)}: ${ACCOUNT_REFUSAL_TEXT[note.why]}`
        : `${who(note.account)} is linked to ${note.personId}. ${ACCOUNT_REFUSAL_TEXT[note.why]} To end that: countersign people change ${note.personId} --deactivate`;
    case 'same_email':
    case 'same_name': {
      const links = note.personIds.map((id) => `countersign people link ${id} slack:${teamId}/${note.account.id}`).join(', or ');
      const what = note.kind === 'same_email' ? 'e-mail address' : 'name';
      return `${who(note.account)}: same ${what} as ${note.personIds.join(', ')}. If they are the same, link by hand with: ${links}`;
    }
    case 'inactive':
      return `${who(note.account)} is ${note.personId}, who is not active here`;
    case 'group_taken':
      return `@${visibleLine(note.userGroup.handle)}: there is a group ${note.groupId} that it does not fill. To let it: countersign groups slack ${note.groupId} ${note.userGroup.id}`;
    default:
      return assertNever(note);
  }
}
