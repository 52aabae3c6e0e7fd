import { useMemo, type ReactNode } from 'react';
import { EditDialog } from '../../review/edit-dialog.js';
import { FormDialog } from '../../review/form-dialog.js';
import type { FormVerb } from '../../review/forms.js';
import { useReview } from '../../review/use-review.js';
import { Dialog } from '../../ui/dialog.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import type { InboxSay } from './use-inbox-say.js';

export interface Asking {
  verb: FormVerb;
  id: string;
  title: string;
}

/** One verb's form, opened from the list. */
export function Ask({ verb, id, title, say, onClose }: Asking & { say: InboxSay; onClose: () => void }): ReactNode {
  const { data: review, error, refetch } = useReview(id);
  const words = useMemo(() => say.forForm(title), [say, title]);
  if (!review) {
    return (
      <Dialog title={verb === 'reject' ? 'Reject' : 'One moment'} onClose={onClose}>
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton lines={4} />}
      </Dialog>
    );
  }
  if (verb === 'edit') return <EditDialog review={review} say={words} onClose={onClose} />;
  return <FormDialog verb={verb} review={review} say={words} onClose={onClose} />;
}
