import { useId, type ReactNode } from 'react';
import { Choices, Select, TextArea } from '../ui/field.js';
import type { Choice, Input, Values } from './forms.js';

interface Control {
  values: Values;
  errors: Readonly<Record<string, string>>;
  onChange: (name: string, value: string) => void;
}

/** Reasons to tap; a second tap takes it back. */
function Chips({
  label,
  name,
  choices,
  value,
  onChange,
}: {
  label: string;
  name: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
}): ReactNode {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <div className="label" id={id}>
        {label}
      </div>
      <div className="chips">
        {choices.map((choice) => (
          <button
            key={choice.value}
            type="button"
            name={name}
            className="chip"
            aria-pressed={choice.value === value}
            onClick={() => onChange(choice.value === value ? '' : choice.value)}
          >
            {choice.text}
          </button>
        ))}
      </div>
    </div>
  );
}

function One({ input, values, errors, onChange }: Control & { input: Input }): ReactNode {
  const { name, label } = input;
  const value = values[name] ?? '';
  const set = (next: string) => onChange(name, next);
  const error = errors[name];
  switch (input.kind) {
    case 'text':
      return (
        <TextArea
          label={input.required ? label : `${label} (optional)`}
          hint={input.hint}
          error={error}
          name={name}
          rows={3}
          maxLength={name === 'answer' ? 20_000 : 5_000}
          value={value}
          onChange={(event) => set(event.target.value)}
        />
      );
    case 'choices':
      return (
        <div className="field">
          <Choices
            legend={label}
            name={name}
            value={value}
            onChange={set}
            choices={input.choices.map(({ value: each, text, hint }) => ({ value: each, text, ...(hint === undefined ? {} : { hint }) }))}
          />
          {error === undefined ? null : (
            <div className="error" role="alert">
              {error}
            </div>
          )}
        </div>
      );
    case 'chips':
      return <Chips {...{ label, name, choices: input.choices, value }} onChange={set} />;
    case 'select':
      return (
        <Select
          label={label}
          error={error}
          name={name}
          value={value}
          onChange={(event) => set(event.target.value)}
          options={[{ value: '', text: 'Choose' }, ...input.choices]}
        />
      );
  }
}

export function FormInputs({ inputs, ...control }: Control & { inputs: readonly Input[] }): ReactNode {
  return inputs.map((input) => <One key={input.name} input={input} {...control} />);
}
