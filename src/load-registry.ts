import { pathToFileURL } from 'node:url';
import { exampleRegistry } from '../examples/registry.js';
import type { Registry } from './activities/registry.js';
import { StartError } from './processes/start-error.js';

/** The actions and agents of a deployment: what its module exports as `registry`. Without a module, those of the examples. */
export async function loadRegistry(path: string | null): Promise<Registry> {
  if (path === null) return exampleRegistry;
  let module: { registry?: Partial<Registry> };
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (error) {
    throw new StartError(`COUNTERSIGN_REGISTRY: ${path} cannot be loaded (${error instanceof Error ? error.message : String(error)}).`);
  }
  const { registry } = module;
  if (!Array.isArray(registry?.actions) || !Array.isArray(registry.agents)) {
    throw new StartError(
      `COUNTERSIGN_REGISTRY: ${path} must export \`registry\` as { actions: [defineAction(…)], agents: [defineAgent(…)] }.`,
    );
  }
  return { actions: registry.actions, agents: registry.agents };
}
