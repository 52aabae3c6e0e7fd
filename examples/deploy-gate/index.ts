import { defineAction, defineAgent, type Registry } from '../../src/activities/registry.js';
import { createGit } from './git.js';
import { promoteArgsSchema } from './input.js';
import { promote, reconcile } from './promote.js';
import { propose, revise, type DeployGateDeps } from './propose.js';

export function createDeployGate(deps: DeployGateDeps): Registry {
  return {
    agents: [
      defineAgent({
        name: 'deploy-gate',
        propose: (call, signal) => propose(deps, call, signal),
        revise: (call, signal) => revise(deps, call, signal),
      }),
    ],
    actions: [
      defineAction({
        type: 'deploy.promote',
        title: 'Move a branch',
        description: 'Moves a branch of a git remote forward to one commit, if it still stands where the reviewers saw it.',
        args: promoteArgsSchema,
        effect: 'observable',
        execute: (args, context) => promote(deps, args, context),
        reconcile: (args, context) => reconcile(deps, args, context.signal),
      }),
    ],
  };
}

/** With this process's git credentials, and every remote that they reach. */
export const deployGate: Registry = createDeployGate({ git: createGit(process.env), isAllowed: () => true });
