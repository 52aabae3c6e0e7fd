import { z } from 'zod';

/** Schemas with a name of their own in the OpenAPI document; a route names its body and its answers by them. */
export const namedSchemas = z.registry<{ id: string; description?: string }>();

/** Gives a schema its name in the document. The schema itself is not changed, so that contracts need not know of it. */
export function named<T extends z.ZodType>(id: string, schema: T, description?: string): T {
  namedSchemas.add(schema, { id, ...(description === undefined ? {} : { description }) });
  return schema;
}
