import type { Client } from '@temporalio/client';
import type { RequestView } from '@countersign/client';
import type { WorkflowStats } from '../../src/oversight/models.js';
import { workflowStats } from '../../src/oversight/stats.js';
import type { AugmentedDecision, OversightResult } from '../../src/workflow-kit.js';
import { demoPolicy } from './policy.js';
import type { augmentDecision, executeWithOversight } from './workflows.js';

export interface DemoDeps {
  temporal: Client;
  /** Sees every request of this deployment. */
  /** Of a client with an administrator's key. */
  admin: { requests: { get(id: string): Promise<RequestView> } };
  /** Of the worker in worker.ts. */
  ownTaskQueue: string;
  /** Of Countersign's workers. */
  taskQueue: string;
  /** Decides whatever comes up until the work is done; answers the work's own result. */
  reviewed<T>(work: Promise<T>): Promise<T>;
}

/** `requests` as they stood in the end, one for each attempt. */
export interface OutputShown {
  task: string;
  result: OversightResult;
  requests: RequestView[];
}
export interface DecisionShown {
  situation: string;
  result: AugmentedDecision;
}

const AUTO = 'Summarise the benefits of exercise';
const SENSITIVE = 'How to delete user personal data from the database';
const SITUATION = 'Choose a database for a new web application';
const OPTIONS = ['PostgreSQL', 'MongoDB', 'SQLite'];

/** The four demonstrations of the pattern chapter, on a running Countersign. */
export function demonstrationsOn(deps: DemoDeps) {
  const { temporal, ownTaskQueue, taskQueue, admin, reviewed } = deps;
  const output = async (name: string, task: string): Promise<OutputShown> => {
    const handle = await temporal.workflow.start<typeof executeWithOversight>('executeWithOversight', {
      taskQueue: ownTaskQueue,
      workflowId: `demo/${name}`,
      args: [{ task, policy: demoPolicy, approval: { taskQueue, key: `demo/${name}` } }],
    });
    const result = await reviewed(handle.result());
    return { task, result, requests: await Promise.all(result.requestIds.map((id) => admin.requests.get(id))) };
  };
  return {
    autoApproved: () => output('auto_approved', AUTO),
    sensitiveContent: () => output('sensitive_content', SENSITIVE),
    async decisionAugmentation(): Promise<DecisionShown> {
      const handle = await temporal.workflow.start<typeof augmentDecision>('augmentDecision', {
        taskQueue: ownTaskQueue,
        workflowId: 'demo/decision_augmentation',
        args: [{ situation: SITUATION, options: OPTIONS, approval: { taskQueue, key: 'demo/decision_augmentation' } }],
      });
      return { situation: SITUATION, result: await reviewed(handle.result()) };
    },
    stats: (outputs: readonly OutputShown[]): WorkflowStats => workflowStats(outputs.flatMap(({ requests }) => requests)),
  };
}
