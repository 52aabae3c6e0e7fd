import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes, type SearchAttributePair } from '@temporalio/common';
import { SIGNAL_NAME, type ApprovalInput, type HumanDecisionSignal } from '../contracts/approval.js';
import { requestIdOf, workflowIdOf } from '../contracts/ids.js';
import type { MoveView } from '../contracts/move-view.js';

/** What a start shows in the Temporal UI and can be searched by. */
export interface StartPayload {
  taskQueue: string;
  summary: string;
  details: string;
  /** What the run starts from; one that is missing has the run ask the ledger first. */
  first?: MoveView;
  attributes: Readonly<
    Record<
      'CountersignStatus' | 'CountersignType' | 'CountersignRisk' | 'CountersignPolicy' | 'CountersignRequester' | 'CountersignAgent',
      string | null
    >
  >;
}

/** A run as visibility shows it. */
export interface SeenRun {
  requestId: string;
  /** It ended by itself; else it runs. */
  completed: boolean;
  /** Another workflow started it, past every door. */
  child: boolean;
}

/** The few things Countersign asks of Temporal. `gone`: no open run takes it any more. */
export interface Temporal {
  start(requestId: string, payload: StartPayload): Promise<'started' | 'exists'>;
  signal(requestId: string, signal: HumanDecisionSignal): Promise<'sent' | 'gone'>;
  cancel(requestId: string): Promise<void>;
  /** `missing`: Temporal knows no such run; the other words are the run's own status. */
  describe(requestId: string): Promise<{ status: 'missing' } | { status: string; runId: string }>;
  /** Requests whose run was terminated, timed out or failed since then; at most `limit`, as far as visibility knows. */
  brokenRuns(sinceMs: number, limit: number): Promise<string[]>;
  /** Runs of this task queue that run, and that ended by themselves, since then; of each kind the newest, at most `limit`. */
  newestRuns(taskQueue: string, sinceMs: number, limit: number): Promise<SeenRun[]>;
  /** History of a run as JSON text, as the Temporal CLI writes it. */
  history(requestId: string, runId: string): Promise<string>;
}

// The ledger's outbox tries again; a call that hangs longer holds a relay's place.
const RPC_DEADLINE_MS = 5_000;

export function createTemporal(client: Client, historyToJson: (history: unknown) => string): Temporal {
  const within = <T>(call: () => Promise<T>) => client.connection.withDeadline(Date.now() + RPC_DEADLINE_MS, call);
  const handle = (requestId: string, runId?: string) => client.workflow.getHandle(workflowIdOf(requestId), runId);
  return {
    async start(requestId, { taskQueue, summary, details, first, attributes }) {
      const input: ApprovalInput = { requestId, ...(first === undefined ? {} : { first }) };
      try {
        await within(() =>
          client.workflow.start('approvalWorkflow', {
            workflowId: workflowIdOf(requestId),
            taskQueue,
            args: [input],
            // A second start of a request is a repeat of the first; the ledger's row is what makes it unique for ever.
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            staticSummary: summary,
            staticDetails: details,
            typedSearchAttributes: new TypedSearchAttributes(pairs(attributes)),
          }),
        );
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'exists';
        throw error;
      }
    },
    async signal(requestId, signal) {
      try {
        await within(() => handle(requestId).signal(SIGNAL_NAME, signal));
        return 'sent';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone';
        throw error;
      }
    },
    async cancel(requestId) {
      try {
        await within(() => handle(requestId).cancel());
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
    async describe(requestId) {
      try {
        const { status, runId } = await within(() => handle(requestId).describe());
        return { status: status.name, runId };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { status: 'missing' };
        throw error;
      }
    },
    async brokenRuns(sinceMs, limit) {
      const query = `WorkflowType = 'approvalWorkflow' AND ExecutionStatus IN ('Terminated', 'TimedOut', 'Failed') AND CloseTime > '${new Date(sinceMs).toISOString()}'`;
      const ids: string[] = [];
      for await (const { workflowId } of client.workflow.list({ query, pageSize: limit })) {
        const id = requestIdOf(workflowId);
        if (id !== null) ids.push(id);
        if (ids.length >= limit) break;
      }
      return ids;
    },
    async newestRuns(taskQueue, sinceMs, limit) {
      const since = new Date(sinceMs).toISOString();
      const of = `WorkflowType = 'approvalWorkflow' AND TaskQueue = '${taskQueue}'`;
      const seen = async (query: string, completed: boolean): Promise<SeenRun[]> => {
        const runs: SeenRun[] = [];
        // One page: visibility gives the newest first.
        for await (const { workflowId, parentExecution } of client.workflow.list({ query, pageSize: limit })) {
          const requestId = requestIdOf(workflowId);
          if (requestId !== null) runs.push({ requestId, completed, child: Boolean(parentExecution?.workflowId) });
          if (runs.length >= limit) break;
        }
        return runs;
      };
      const [running, ended] = await within(() =>
        Promise.all([
          seen(`${of} AND ExecutionStatus = 'Running' AND StartTime > '${since}'`, false),
          seen(`${of} AND ExecutionStatus = 'Completed' AND CloseTime > '${since}'`, true),
        ]),
      );
      return [...running, ...ended];
    },
    async history(requestId, runId) {
      return historyToJson(await within(() => handle(requestId, runId).fetchHistory()));
    },
  };
}

function pairs(attributes: StartPayload['attributes']): SearchAttributePair[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    value === null ? [] : [{ key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value }],
  );
}
