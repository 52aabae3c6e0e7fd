import type { Attributes } from '../../../../src/contracts/people.js';

type Attribute = Attributes[string];

/** `limit: 10000`, one to a line. */
export function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join('\n');
}

function valueText(value: Attribute): string {
  if (Array.isArray(value)) return `[${value.map((each) => (/[,\]"]|^\s|\s$|^$/.test(each) ? JSON.stringify(each) : each)).join(', ')}]`;
  // A text that would be read as something else stands in quotes.
  return typeof value === 'string' && readValue(value) !== value ? JSON.stringify(value) : String(value);
}

export function attributesFrom(text: string): { ok: true; value: Attributes } | { ok: false; why: string } {
  const found: [string, Attribute][] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, name = '', value = ''] = /^\s*([A-Za-z_]\w*)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '') return { ok: false, why: `Line ${index + 1} is no "name: value".` };
    if (found.some(([other]) => other === name)) return { ok: false, why: `Line ${index + 1}: there is a ${name} already.` };
    const read = readValue(value);
    if (read === null) return { ok: false, why: `Line ${index + 1}: close the quote or the bracket.` };
    found.push([name, read]);
  }
  return { ok: true, value: Object.fromEntries(found) };
}

/** Null where a quote or a bracket is left open. */
function readValue(text: string): Attribute | null {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text.startsWith('"')) return quoted(text);
  if (!text.startsWith('[')) return text;
  if (!text.endsWith(']')) return null;
  const items = text.slice(1, -1).match(/\s*"(?:[^"\\]|\\.)*"\s*|[^,]+/g) ?? [];
  const read = items.map((item) => (item.trim().startsWith('"') ? quoted(item.trim()) : item.trim()));
  return read.every((item) => item !== null) ? read.filter((item) => item !== '') : null;
}

function quoted(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
