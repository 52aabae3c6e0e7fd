import type { ReactNode } from 'react';
import type { Json, JsonObject } from '../../../src/contracts/json.js';
import { Visible } from './words.js';

function Scalar({ value }: { value: string | number | boolean | null }): ReactNode {
  if (value === null) return <span className="json-none">null</span>;
  if (value === '') return <span className="json-none">empty text</span>;
  if (typeof value !== 'string') return <span className="json-number">{String(value)}</span>;
  return (
    <span className={value.includes('\n') ? 'json-text lines' : 'json-text'}>
      <Visible text={value} />
    </span>
  );
}

function Value({ value }: { value: Json }): ReactNode {
  if (value === null || typeof value !== 'object') return <Scalar value={value} />;
  const entries: (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((item, index) => [`${index + 1}`, item])
    : Object.entries(value);
  if (entries.length === 0) return <span className="json-none">{Array.isArray(value) ? 'empty list' : 'no fields'}</span>;
  return (
    <ul className={Array.isArray(value) ? 'tree list' : 'tree'}>
      {entries.map(([key, item]) => (
        <li key={key} className={item !== null && typeof item === 'object' && Object.keys(item).length > 0 ? 'branch' : undefined}>
          <span className="key">{key === '' ? '(empty name)' : <Visible text={key} />}</span>
          <Value value={item} />
        </li>
      ))}
    </ul>
  );
}

/** JSON as people read it, always whole: what is cut off cannot be approved. */
export function ArgsTree({ args }: { args: JsonObject }): ReactNode {
  return <Value value={args} />;
}
