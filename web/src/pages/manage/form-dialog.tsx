import type { ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';
import { Form, FormError, Secret } from './parts.js';

/** What stands in the form's place once it is done: what was made, with the secret that is told this once. */
interface Told {
  title: string;
  label: string;
  secret: string;
  hint: string;
}

/** A form in a dialog, which does one thing; its own fields show what the API says about `fields`. */
export function FormDialog({
  title,
  action,
  doing,
  fields,
  told = null,
  children,
  onClose,
}: {
  title: string;
  action: string;
  doing: { error: unknown; isPending: boolean; mutate: (given: undefined) => void };
  fields: readonly string[];
  told?: Told | null | undefined;
  children: ReactNode;
  onClose: () => void;
}): ReactNode {
  if (told) {
    return (
      <Dialog title={told.title} onClose={onClose}>
        <Secret label={told.label} value={told.secret} hint={told.hint} />
        <DialogFoot>
          <Button kind="primary" onClick={onClose}>
            I have kept it
          </Button>
        </DialogFoot>
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={() => doing.mutate(undefined)}>
        {children}
        <FormError error={doing.error} fields={fields} />
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={doing.isPending}>
            {action}
          </Button>
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
