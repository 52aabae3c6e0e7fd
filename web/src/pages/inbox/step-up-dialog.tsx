import type { ReactNode } from 'react';
import type { ApiProblem } from '../../api/http.js';
import { renewHref } from '../../review/receipt.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';

/** At high and critical risk a sign-in of some time ago does not suffice. */
export function StepUpDialog({ problem, onClose }: { problem: ApiProblem; onClose: () => void }): ReactNode {
  return (
    <Dialog title="Please sign in again first" onClose={onClose}>
      <p>{problem.detail} Nothing was recorded; you come back to this list.</p>
      <DialogFoot>
        <a className="button primary" href={renewHref(problem.document)}>
          Sign in again
        </a>
      </DialogFoot>
    </Dialog>
  );
}
