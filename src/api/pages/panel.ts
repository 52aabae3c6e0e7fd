import type { RequestView } from '../../contracts/view.js';
import type { ArgField, FieldError } from './args-form.js';
import type { FormBody } from './form-body.js';
import type { Choice } from './form-parts.js';
import type { May } from './may.js';
import type { Names } from './names.js';
import type { Standing } from './standing.js';

/** A form that was refused: it is shown again with what was typed and with what is wrong. */
export interface Draft {
  verb: string;
  form: FormBody;
  errors: readonly FieldError[];
}

/** Whom a hand-over may name. */
export interface Takers {
  people: readonly Choice[];
  groups: readonly Choice[];
}

export interface Panel {
  view: RequestView;
  standing: Standing;
  may: May;
  names: Names;
  takers: Takers;
  csrf: string;
  fields: readonly ArgField[];
  /** What was sent and refused, to be shown again; null on a fresh page. */
  draft: Draft | null;
  /** A fresh decision id: sending one form twice counts once. */
  newDecisionId: () => string;
}
