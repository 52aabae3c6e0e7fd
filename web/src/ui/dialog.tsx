import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Button } from './button.js';

/** Modal, by the browser's own `<dialog>`: focus stays inside, Escape closes it, and afterwards focus is where it was. */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog ${wide ? 'wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-in">
        <div className="dialog-head">
          <h2 id={id}>{title}</h2>
          <Button kind="quiet" onClick={onClose} aria-label="Close">
            ✕
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

/** The buttons of a dialog, the one that does it last. */
export function DialogFoot({ children }: { children: ReactNode }): ReactNode {
  return <div className="dialog-foot">{children}</div>;
}
