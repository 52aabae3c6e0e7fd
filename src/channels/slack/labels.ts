import type { LabelOf } from '../../contracts/rule-text.js';

/** Names of people by their ids. */
export type Names = ReadonlyMap<string, string>;

/** `Ada Lovelace`, `finance (group)`. */
export function labelsWith(names: Names): LabelOf {
  return (ref) => {
    const [kind, id = ''] = ref.split(/:(.*)/s);
    return kind === 'person' ? (names.get(id) ?? id) : `${id} (group)`;
  };
}
