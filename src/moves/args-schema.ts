import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { questionArgsSchema, QUESTION_TYPE } from '../contracts/action.js';
import type { JsonObject } from '../contracts/json.js';
import { canonicalJson, sha256Hex } from '../ledger/digest.js';

export interface ArgsProblem {
  /** JSON pointer into the arguments. */
  field: string;
  message: string;
}

/** Checks arguments against a definition's JSON Schema (2020-12). Compiled schemas are kept by their content. */
export function createArgsChecker(): (schema: JsonObject, args: JsonObject) => readonly ArgsProblem[] {
  // Without the precision, `multipleOf: 0.01` refuses 4.35: in binary, 4.35 / 0.01 is no whole number.
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true, multipleOfPrecision: 6 });
  addFormats.default(ajv);
  const compiled = new Map<string, ValidateFunction>();
  return (schema, args) => {
    const key = sha256Hex(canonicalJson(schema));
    const known = compiled.get(key);
    const validate = known ?? ajv.compile(schema);
    if (!known) compiled.set(key, validate);
    if (validate(args)) return [];
    return (validate.errors ?? []).map((error) => ({
      field:
        error.keyword === 'additionalProperties'
          ? `${error.instancePath}/${String(error.params['additionalProperty']).replaceAll('~', '~0').replaceAll('/', '~1')}`
          : error.instancePath,
      message: error.keyword === 'additionalProperties' ? 'is not an argument of this action' : (error.message ?? 'is not valid'),
    }));
  };
}

/** Arguments of the built-in question, checked without a registered definition. */
export function questionProblems(type: string, args: JsonObject): readonly ArgsProblem[] {
  if (type !== QUESTION_TYPE) return [];
  const parsed = questionArgsSchema.safeParse(args);
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ field: issue.path.map((part) => `/${String(part)}`).join(''), message: issue.message }));
}
