import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { poll } from '../src/processes/poll.js';
import { StartError } from '../src/processes/start-error.js';
import { detailOf } from './connect.js';
import { RETENTION_DAYS, SEARCH_ATTRIBUTES } from './search-attributes.js';

const { INDEXED_VALUE_TYPE_KEYWORD } = proto.temporal.api.enums.v1.IndexedValueType;
const GRPC_NOT_FOUND = 5;
const GRPC_ALREADY_EXISTS = 6;

/** Makes sure that the namespace exists and knows the search attributes. A namespace is never created here: its retention is its owner's choice. */
export async function setupNamespace(connection: Connection, namespace: string): Promise<void> {
  await requireNamespace(connection, namespace);
  const present = await listAttributes(connection, namespace);
  const wrong = SEARCH_ATTRIBUTES.find((name) => present.has(name) && present.get(name) !== INDEXED_VALUE_TYPE_KEYWORD);
  if (wrong !== undefined) {
    throw new StartError(
      `Search attribute ${wrong} of namespace ${namespace} is not of type Keyword. Remove it with: temporal operator search-attribute remove --namespace ${namespace} --name ${wrong}`,
    );
  }
  const missing = SEARCH_ATTRIBUTES.filter((name) => !present.has(name));
  if (missing.length > 0) await addAttributes(connection, namespace, missing);
}

/** Sets how long closed runs are kept, for a server of our own, whose default is one day. */
export async function setRetention(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(RETENTION_DAYS * 86_400_000) },
  });
}

async function requireNamespace(connection: Connection, namespace: string): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    if ((error as { code?: number }).code === GRPC_NOT_FOUND) {
      throw new StartError(
        `Namespace ${namespace} does not exist. Create it with: temporal operator namespace create --namespace ${namespace} --retention ${RETENTION_DAYS}d`,
      );
    }
    throw new StartError(`Namespace ${namespace} cannot be read (${detailOf(error)}).`);
  }
}

async function listAttributes(connection: Connection, namespace: string): Promise<Map<string, number>> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return new Map(Object.entries(customAttributes));
}

async function addAttributes(connection: Connection, namespace: string, missing: readonly string[]): Promise<void> {
  const byHand = `temporal operator search-attribute create --namespace ${namespace} ${missing.map((name) => `--name ${name} --type Keyword`).join(' ')}`;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, INDEXED_VALUE_TYPE_KEYWORD])),
    });
  } catch (error) {
    // Several processes start at once: another one added them first.
    if ((error as { code?: number }).code !== GRPC_ALREADY_EXISTS) {
      throw new StartError(
        `Search attributes could not be added to namespace ${namespace} (${detailOf(error)}). Have an operator run: ${byHand}`,
      );
    }
  }
  // A server spreads them over its caches; a run that used one too early would be stuck.
  const known = await poll(
    async () => {
      const present = await listAttributes(connection, namespace);
      return missing.every((name) => present.has(name)) ? true : undefined;
    },
    { everyMs: 100, withinMs: 30_000 },
  );
  if (known === undefined)
    throw new StartError(
      `Search attributes were added to namespace ${namespace} but do not show up. Look with: temporal operator search-attribute list --namespace ${namespace}`,
    );
}
