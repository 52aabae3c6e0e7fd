import { expect } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface DocumentedAnswer {
  content?: Record<string, { schema?: object }>;
}
export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, DocumentedAnswer> }>>;
  components: { schemas: Record<string, object> };
}

/** Checks real answers against the service's own description of itself. */
export class Documented {
  /** `post /v1/requests`: what was checked so far. */
  readonly covered = new Set<string>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(readonly document: OpenApiDocument) {
    addFormats.default(this.ajv);
    this.ajv.addSchema({ $id: 'doc:', components: document.components });
  }

  compile(name: string): void {
    this.ajv.compile({ $ref: `doc:#/components/schemas/${name}` });
  }

  check(method: string, template: string, answer: { status: number; headers: Headers; text: string }): void {
    const where = `${method} ${template} → ${answer.status}`;
    this.covered.add(`${method} ${template}`);
    const documented = this.document.paths[template]?.[method]?.responses[answer.status];
    if (!documented) throw new Error(`${where} is not documented`);
    if (answer.status === 204) {
      expect([where, documented.content, answer.text]).toEqual([where, undefined, '']);
      return;
    }
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const media = documented.content?.[type];
    if (!media) throw new Error(`${where}: ${type} is not documented`);
    if (!media.schema) return;
    // References of the document, made to resolve within the validator.
    const schema = JSON.parse(JSON.stringify(media.schema).replaceAll('"#/components', '"doc:#/components')) as object;
    const validate = this.ajv.compile(schema);
    validate(JSON.parse(answer.text));
    expect([where, validate.errors]).toEqual([where, null]);
  }
}
