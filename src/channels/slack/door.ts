import type { Logger } from 'pino';
import { listWaiting } from './approvals-list.js';
import { identify, type Identified } from './caller.js';
import { click } from './click.js';
import { NOT_RECORDED_TEXT } from './decide.js';
import type { DoorDeps } from './door-deps.js';
import { noticeModal } from './modal.js';
import { blockActionsSchema, slashCommandSchema, viewSubmissionSchema, type Origin } from './payloads.js';
import { acknowledge, type Reply } from './reply.js';
import { submit } from './submit.js';

/**
 * What Slack's interactions mean, whichever way they came; transports verify them first. The payload's words are claims: who it is comes
 * from the ledger's identities, what it is about from the delivered card and the request.
 */
export interface SlackDoor {
  blockActions(payload: unknown): Promise<Reply>;
  viewSubmission(payload: unknown): Promise<Reply>;
  slashCommand(payload: unknown): Promise<Reply>;
  /** For a transport that could not check a verified payload against replay: says visibly that nothing was recorded. */
  unavailable(payload: unknown): Reply;
}

export function createDoor(deps: DoorDeps): SlackDoor {
  const { log, whisper } = deps;

  return {
    blockActions: async (payload) => {
      const parsed = blockActionsSchema.safeParse(payload);
      if (!parsed.success) return malformed(log, 'block_actions');
      const [action] = parsed.data.actions;
      // A link button: the browser has opened the page already.
      if (action?.action_id === 'countersign.page') return acknowledge();
      const caller = await identify(deps, parsed.data);
      return caller.kind === 'caller' ? click(deps, caller.caller, parsed.data) : turnedAwayClick(parsed.data, caller);
    },
    viewSubmission: async (payload) => {
      const parsed = viewSubmissionSchema.safeParse(payload);
      if (!parsed.success) return malformed(log, 'view_submission');
      const caller = await identify(deps, parsed.data);
      if (caller.kind === 'caller') return submit(deps, caller.caller, parsed.data);
      return acknowledge(
        caller.kind === 'foreign' ? { kind: 'nothing' } : { kind: 'update', view: noticeModal('Not recorded', textOf(caller)) },
      );
    },
    slashCommand: async (payload) => {
      const parsed = slashCommandSchema.safeParse(payload);
      if (!parsed.success) return malformed(log, 'slash_command');
      const caller = await identify(deps, parsed.data);
      if (caller.kind === 'caller') return listWaiting(deps, caller.caller);
      return acknowledge(caller.kind === 'foreign' ? { kind: 'nothing' } : { kind: 'message', card: { text: textOf(caller), blocks: [] } });
    },
    unavailable: (payload) => {
      if (viewSubmissionSchema.safeParse(payload).success)
        return acknowledge({ kind: 'update', view: noticeModal('Not recorded', NOT_RECORDED_TEXT) });
      if (slashCommandSchema.safeParse(payload).success)
        return acknowledge({ kind: 'message', card: { text: NOT_RECORDED_TEXT, blocks: [] } });
      const clicked = blockActionsSchema.safeParse(payload);
      return clicked.success ? turnedAwayClick(clicked.data, { kind: 'unavailable' }) : malformed(log, 'unknown');
    },
  };

  function turnedAwayClick(
    payload: Origin & { container: { channel_id?: string | null | undefined } },
    why: Exclude<Identified, { kind: 'caller' }>,
  ): Reply {
    if (why.kind === 'foreign') return acknowledge();
    const tell = () => whisper({ user: payload.user.id, channel: payload.container.channel_id ?? null }, textOf(why));
    return why.kind === 'unavailable' ? { kind: 'unrecorded', afterwards: tell } : acknowledge({ kind: 'nothing' }, tell);
  }
}

function textOf(why: Exclude<Identified, { kind: 'caller' } | { kind: 'foreign' }>): string {
  return why.kind === 'refused' ? why.text : NOT_RECORDED_TEXT;
}

/** Signed by Slack, yet not what we use: acknowledged, so that Slack does not call it our failure, and not acted on. */
function malformed(log: Logger, type: string): Reply {
  log.warn({ type, reason: 'malformed' }, 'slack interaction refused');
  return acknowledge();
}
