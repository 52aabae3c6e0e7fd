import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';

interface About {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
}

interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** Label, hint and error, tied to the control that `children` draws. */
export function Field({ label, hint, error, children }: About & { children: (wiring: Wiring) => ReactNode }): ReactNode {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((each) => each !== '').join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint ? (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      {children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <div className="error" id={`${id}-error`} role="alert">
          {error}
        </div>
      ) : null}
    </div>
  );
}

export function TextField({ label, hint, error, ...rest }: About & InputHTMLAttributes<HTMLInputElement>): ReactNode {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => <input className="input" {...rest} {...wiring} />}
    </Field>
  );
}

export function TextArea({ label, hint, error, ...rest }: About & TextareaHTMLAttributes<HTMLTextAreaElement>): ReactNode {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => <textarea className="input" {...rest} {...wiring} />}
    </Field>
  );
}

export interface Option {
  value: string;
  text: string;
}

export function Select({
  label,
  hint,
  error,
  options,
  ...rest
}: About & SelectHTMLAttributes<HTMLSelectElement> & { options: readonly Option[] }): ReactNode {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <select className="input" {...rest} {...wiring}>
          {options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** One of several, all in sight. */
export function Choices<T extends string>({
  legend,
  name,
  value,
  onChange,
  choices,
}: {
  legend: string;
  name: string;
  value: T;
  onChange: (value: T) => void;
  choices: readonly { value: T; text: string; hint?: string }[];
}): ReactNode {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="choice">
          <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onChange(choice.value)} />
          <span>
            {choice.text}
            {choice.hint ? <small>{choice.hint}</small> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
