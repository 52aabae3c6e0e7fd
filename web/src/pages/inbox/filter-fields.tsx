import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { AGES, DUES, OLDER, RISK_CHOICES, STATES, type InboxQuery } from './query.js';

export type FilterName = 'risk' | 'type' | 'agent' | 'policy' | 'age' | 'due' | 'state';
export const FILTERS: readonly (readonly [FilterName, string])[] = [
  ['risk', 'Risk'],
  ['type', 'Type'],
  ['agent', 'Agent'],
  ['policy', 'Policy'],
  ['age', 'Age'],
  ['due', 'Deadline'],
  ['state', 'State'],
];

interface Props {
  query: InboxQuery;
  onChange: (query: InboxQuery) => void;
}

function Several({
  legend,
  values,
  chosen,
  onChoose,
}: {
  legend: string;
  values: readonly string[];
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
}): ReactNode {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {values.map((value) => (
        <label key={value} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => onChoose(event.target.checked ? [...chosen, value] : chosen.filter((each) => each !== value))}
          />
          <span>{value}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What is known to choose from, and a field for what is not. */
function Named({
  legend,
  hint,
  values,
  chosen,
  onChoose,
}: {
  legend: string;
  hint: string;
  values: readonly string[];
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
}): ReactNode {
  const [text, setText] = useState('');
  function add(event: FormEvent): void {
    event.preventDefault();
    const value = text.trim().replaceAll(',', '');
    if (value !== '' && !chosen.includes(value)) onChoose([...chosen, value]);
    setText('');
  }
  return (
    <div className="stack tight">
      <Several legend={legend} values={[...new Set([...chosen, ...values])].slice(0, 12)} chosen={chosen} onChoose={onChoose} />
      <form className="filter-add" onSubmit={add}>
        <input
          className="input"
          aria-label={`${legend}: another`}
          placeholder={hint}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit">Add</Button>
      </form>
    </div>
  );
}

function One<T extends string>({
  legend,
  table,
  value,
  onChoose,
}: {
  legend: string;
  table: readonly (readonly [T, string, ...unknown[]])[];
  value: T | null;
  onChoose: (value: T | null) => void;
}): ReactNode {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {([[null, 'Any'], ...table] as const).map(([key, text]) => (
        <label key={key ?? 'any'} className="choice">
          <input type="radio" name={`filter-${legend}`} checked={value === key} onChange={() => onChoose(key as T | null)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The inputs of one filter, the same in the bar's menus and on the phone's sheet. */
export function FilterFields({
  name,
  known,
  query,
  onChange,
}: Props & { name: FilterName; known: Readonly<Record<'type' | 'agent' | 'policy', readonly string[]>> }): ReactNode {
  const set = (change: Partial<InboxQuery>) => onChange({ ...query, ...change });
  switch (name) {
    case 'risk':
      return (
        <Several
          legend="Risk"
          values={RISK_CHOICES}
          chosen={query.risk}
          onChoose={(risk) => set({ risk: RISK_CHOICES.filter((each) => risk.includes(each)) })}
        />
      );
    case 'type':
      return <Named legend="Type" hint="payments.*" values={known.type} chosen={query.type} onChoose={(type) => set({ type })} />;
    case 'agent':
      return (
        <Named legend="Agent" hint="Name of an agent" values={known.agent} chosen={query.agent} onChoose={(agent) => set({ agent })} />
      );
    case 'policy':
      return (
        <Named legend="Policy" hint="Name of a policy" values={known.policy} chosen={query.policy} onChoose={(policy) => set({ policy })} />
      );
    case 'age':
      return <One legend="Age" table={[...AGES, ...OLDER]} value={query.age} onChoose={(age) => set({ age })} />;
    case 'due':
      return <One legend="Deadline" table={DUES} value={query.due} onChoose={(due) => set({ due })} />;
    case 'state':
      return <One legend="State" table={STATES} value={query.state} onChoose={(state) => set({ state })} />;
  }
}

/** How many values of this filter are chosen. */
export function chosenOf(name: FilterName, query: InboxQuery): number {
  const value = query[name];
  return value === null ? 0 : typeof value === 'string' ? 1 : value.length;
}
