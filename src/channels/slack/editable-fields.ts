import type { RequestView } from '../../contracts/view.js';
import { definitionOf } from '../../ledger/definitions.js';
import type { Db } from '../../ledger/ledger.js';
import type { JsonObject } from '../../contracts/json.js';
import { formOf, type FormField } from './form.js';

export type Editable = { kind: 'form'; fields: readonly FormField[]; schema: JsonObject } | { kind: 'unsupported'; why: string };

/** The edit form of the request's present revision, the same each time it is asked for. */
export async function editableFields(db: Db, view: RequestView): Promise<Editable> {
  const definition = view.action ? await definitionOf(db, view.action.type, view.action.version) : undefined;
  if (!view.action || !definition) return { kind: 'unsupported', why: 'its type has no registered schema' };
  const form = formOf(definition.args_schema, view.action.args);
  return form.kind === 'form' ? { ...form, schema: definition.args_schema } : form;
}
