import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLError,
} from 'yaml';
import { MAX_FINDINGS_PER_FILE, type FieldPath, type Finding, type FindingCode } from './finding.js';

export const MAX_POLICY_BYTES = 256 * 1024;
/** Several times deeper than the most nested rule that anybody understands. */
const MAX_DEPTH = 40;

export interface Position {
  line: number;
  column: number;
}

/** A parsed YAML or JSON text that remembers where everything stands. */
export interface YamlSource {
  value: unknown;
  /** Where the value at a path starts; for a missing one, its nearest parent. */
  at(path: FieldPath): Position;
  /** Where a key of the mapping at a path stands. */
  atKey(path: FieldPath, key: string): Position;
  /** Where the n-th character of a text value stands; where quoting or folding hides it, the start of the value. */
  inText(path: FieldPath, offset: number): Position;
}

const START: Position = { line: 1, column: 1 };

/** Parses one YAML 1.2 (core) document; JSON is YAML. Refuses what could say more than meets the eye: anchors, tags, a second document. */
export function readYaml(text: string, file: string): { ok: true; source: YamlSource } | { ok: false; findings: Finding[] } {
  const problem = (code: FindingCode, message: string, at: Position = START, path = ''): Finding => ({
    file,
    ...at,
    path,
    severity: 'error',
    code,
    message,
  });
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_POLICY_BYTES) {
    return { ok: false, findings: [problem('too_large', `${bytes} bytes; a policy has at most ${MAX_POLICY_BYTES}`)] };
  }
  const lines = new LineCounter();
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    // Unique keys are checked below: the library's check takes quadratic time.
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      schema: 'core',
      version: '1.2',
    });
    if (!Array.isArray(documents) || documents[0] === undefined)
      return { ok: false, findings: [problem('empty', 'an empty file; a policy needs at least `onTimeout`')] };
    const [document, second] = documents;
    const faults = document.errors
      .slice(0, MAX_FINDINGS_PER_FILE)
      .map((error) => problem('yaml_syntax', syntaxMessage(error), position(error.pos[0])));
    if (faults.length > 0) return { ok: false, findings: faults };
    if (second)
      return {
        ok: false,
        findings: [
          problem('several_documents', 'a second document after `---`; give each policy a file of its own', position(second.range[0])),
        ],
      };
    const hidden = refusals(document)
      .slice(0, MAX_FINDINGS_PER_FILE)
      .map(({ code, message, offset }) => problem(code, message, position(offset)));
    if (hidden.length > 0) return { ok: false, findings: hidden };
    const source = sourceOf(document, text, position);
    if (depthOf(source.value) > MAX_DEPTH) return { ok: false, findings: [problem('too_deep', 'nested too deeply')] };
    return { ok: true, source };
  } catch (error) {
    // Only a stack overflow on absurd nesting gets here; the parser reports everything else.
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, findings: [problem('too_deep', 'nested too deeply')] };
  }
}

function syntaxMessage(error: YAMLError): string {
  const fixes: Partial<Record<string, string>> = {
    TAB_AS_INDENT: 'indent with spaces, YAML does not take tabs',
    BLOCK_AS_IMPLICIT_KEY: 'put text that contains ": " in quotes',
    MISSING_CHAR: 'close the quote or bracket',
    BAD_INDENT: 'check the indentation and that every bracket is closed',
  };
  const fix = fixes[error.code];
  return fix ? `${error.message}; ${fix}` : error.message;
}

function depthOf(value: unknown): number {
  return value !== null && typeof value === 'object'
    ? 1 + Object.values(value).reduce((most, item) => Math.max(most, depthOf(item)), 0)
    : 0;
}

interface Refused {
  code: FindingCode;
  message: string;
  offset: number;
}

const offsetOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;

function refusals(document: Document): Refused[] {
  const found: Refused[] = [];
  visit(document, {
    Node(_key, node) {
      const offset = offsetOf(node);
      if (isAlias(node)) found.push({ code: 'yaml_alias', message: 'aliases (`*name`) are not taken; write the value out', offset });
      else if (node.anchor !== undefined)
        found.push({ code: 'yaml_anchor', message: 'anchors (`&name`) are not taken; write the value out where it is needed', offset });
      else if (node.tag !== undefined) found.push({ code: 'yaml_tag', message: `tags (\`${node.tag}\`) are not taken; remove it`, offset });
      // Neither has a place in a database or a digest.
      else if (isScalar(node) && typeof node.value === 'string' && (!node.value.isWellFormed() || node.value.includes('\u0000')))
        found.push({ code: 'bad_character', message: 'holds half a surrogate pair or a NUL character; remove it', offset });
    },
    Map(_key, node) {
      const seen = new Set<unknown>();
      for (const { key } of node.items) {
        if (!isScalar(key)) found.push({ code: 'yaml_key', message: 'field names are plain text', offset: offsetOf(key ?? node) });
        else if (seen.has(String(key.value)))
          found.push({ code: 'duplicate_field', message: `\`${String(key.value)}\` is given twice; keep one`, offset: offsetOf(key) });
        else seen.add(String(key.value));
      }
    },
  });
  return found;
}

function pairOf(node: unknown, key: string): Pair | undefined {
  return isMap(node) ? node.items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === key) : undefined;
}

function nodeAt(root: unknown, path: FieldPath): unknown {
  let node = root;
  for (const part of path) {
    const next = typeof part === 'number' ? (isSeq(node) ? node.items[part] : undefined) : pairOf(node, part)?.value;
    if (next === undefined || next === null) return node;
    node = next;
  }
  return node;
}

function sourceOf(document: Document, text: string, position: (offset: number) => Position): YamlSource {
  const root = document.contents;
  return {
    value: document.toJS(),
    at: (path) => position(offsetOf(nodeAt(root, path))),
    atKey(path, key) {
      const node = nodeAt(root, path);
      return position(offsetOf(pairOf(node, key)?.key ?? node));
    },
    inText(path, offset) {
      const node = nodeAt(root, path);
      return position(
        isScalar(node) && typeof node.value === 'string'
          ? characterOffset(node.value, node.type, node.range, text, offset)
          : offsetOf(node),
      );
    },
  };
}

function characterOffset(
  value: string,
  type: string | undefined,
  range: readonly number[] | null | undefined,
  text: string,
  offset: number,
): number {
  const start = range?.[0] ?? 0;
  const written = text.slice(start, range?.[1] ?? start);
  const inner = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE' ? written.slice(1, -1) : written;
  if (inner.startsWith(value)) return start + (inner === written ? 0 : 1) + offset;
  if (type !== 'BLOCK_LITERAL') return start;
  // `|`: the header line, then each line of the value behind the same indentation.
  const before = value.slice(0, offset).split('\n');
  const rows = written.split('\n').slice(1);
  const indent = (rows.find((row) => row.trim() !== '') ?? '').search(/\S/);
  const skipped = written.split('\n').slice(0, before.length).join('\n').length + 1;
  return start + skipped + Math.max(0, indent) + (before.at(-1)?.length ?? 0);
}
