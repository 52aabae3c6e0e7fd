import type { RequestView } from '../../contracts/view.js';
import type { ArgField, FieldError } from '../../contracts/args-form.js';
import type { FormBody } from './form-body.js';
import type { May } from '../review/may.js';
import type { Names } from '../review/names.js';
import type { Standing } from '../review/standing.js';
import type { Takers } from '../review/takers.js';

/** A form that was refused: it is shown again with what was typed and with what is wrong. */
export interface Draft {
  verb: string;
  form: FormBody;
  errors: readonly FieldError[];
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
