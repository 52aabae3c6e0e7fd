import { ApiProblem } from '../../api/http.js';

interface FieldProblem {
  field: string;
  message: string;
}

function problemsOf(error: unknown): readonly FieldProblem[] {
  if (!(error instanceof ApiProblem)) return [];
  const { errors } = error.document;
  if (Array.isArray(errors) && errors.length > 0) return errors as FieldProblem[];
  return error.field === null ? [] : [{ field: error.field, message: error.detail }];
}

/** What the API says about one field of a form, by its JSON pointer, and about what lies inside it. */
export function errorAt(error: unknown, pointer: string): string | null {
  const found = problemsOf(error).filter(({ field }) => field === pointer || field.startsWith(`${pointer}/`));
  return found.length === 0 ? null : found.map(({ message }) => sentence(message)).join(' ');
}

/** What it says about no field that the form shows; null: nothing beside those. */
export function errorElsewhere(error: unknown, pointers: readonly string[]): string | null {
  if (error === null || error === undefined) return null;
  if (pointers.some((pointer) => errorAt(error, pointer) !== null)) return null;
  return error instanceof ApiProblem ? error.detail : 'Something broke on this page. Nothing was changed.';
}

/** `must be later than …` stands below its field: as a sentence. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
