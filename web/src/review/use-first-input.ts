import { useEffect, type RefObject } from 'react';

/** Puts the keyboard into a form that has just opened. Not where there is none: on a phone it would cover half of the form. */
export function useFirstInput(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    if (!matchMedia('(hover: hover)').matches) return;
    const inputs = form.current?.querySelectorAll<HTMLElement>('input, textarea, select') ?? [];
    const [first] = [...inputs].filter((input) => !(input instanceof HTMLInputElement && input.type === 'radio' && !input.checked));
    first?.focus();
  }, [form]);
}
