/**
 * A strict check of Block Kit by Slack's documented limits (https://docs.slack.dev/reference/block-kit), for what this product renders: an
 * unknown type, a missing field or a text over its limit is a problem. Returns the problems, each with its path.
 */
type Node = Record<string, unknown>;
type Check = (node: Node, path: string) => string[];

const MESSAGE_BLOCKS = 50;
const MODAL_BLOCKS = 100;

export function messageProblems(message: { text: string; blocks: readonly unknown[] }): string[] {
  return [
    ...text(message.text, 'text', 1, 4_000),
    ...(message.blocks.length > MESSAGE_BLOCKS ? [`blocks: ${message.blocks.length} > ${MESSAGE_BLOCKS}`] : []),
    ...message.blocks.flatMap((block, i) => check(block, `blocks[${i}]`, messageBlocks)),
    ...uniqueBlockIds(message.blocks),
    ...(JSON.stringify(message.blocks).length > 40_000 ? ['blocks: the whole is larger than a message may be'] : []),
  ];
}

export function modalProblems(view: unknown): string[] {
  const modal = view as Node;
  const blocks = modal['blocks'] as unknown[];
  return [
    ...(modal['type'] === 'modal' ? [] : ['type']),
    ...plainText(modal['title'], 'title', 24),
    ...(modal['submit'] === undefined ? [] : plainText(modal['submit'], 'submit', 24)),
    ...plainText(modal['close'], 'close', 24),
    ...text(modal['callback_id'] ?? 'x', 'callback_id', 1, 255),
    ...text(modal['private_metadata'] ?? '', 'private_metadata', 0, 3_000),
    ...(blocks.length > MODAL_BLOCKS ? [`blocks: ${blocks.length} > ${MODAL_BLOCKS}`] : []),
    ...(blocks.some((block) => (block as Node)['type'] === 'input') && modal['submit'] === undefined ? ['submit: needed with inputs'] : []),
    ...blocks.flatMap((block, i) => check(block, `blocks[${i}]`, modalBlocks)),
    ...uniqueBlockIds(blocks),
  ];
}

function check(value: unknown, path: string, known: Record<string, Check>): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: not an object`];
  const node = value as Node;
  const rule = known[String(node['type'])];
  if (!rule) return [`${path}: type ${String(node['type'])} is not allowed here`];
  return [...(node['block_id'] === undefined ? [] : text(node['block_id'], `${path}.block_id`, 1, 255)), ...rule(node, path)];
}

function text(value: unknown, path: string, min: number, max: number): string[] {
  if (typeof value !== 'string') return [`${path}: not a text`];
  if (!value.isWellFormed()) return [`${path}: half a surrogate pair`];
  return value.length < min || value.length > max ? [`${path}: ${value.length} characters, ${min} to ${max} allowed`] : [];
}

function plainText(value: unknown, path: string, max: number): string[] {
  const node = value as Node | undefined;
  return node?.['type'] === 'plain_text' ? text(node['text'], `${path}.text`, 1, max) : [`${path}: not plain_text`];
}

function list(value: unknown, path: string, min: number, max: number, each: (item: unknown, path: string) => string[]): string[] {
  if (!Array.isArray(value)) return [`${path}: not a list`];
  const size = value.length < min || value.length > max ? [`${path}: ${value.length} items, ${min} to ${max} allowed`] : [];
  return [...size, ...value.flatMap((item, i) => each(item, `${path}[${i}]`))];
}

const url = (value: unknown, path: string) =>
  typeof value === 'string' && URL.canParse(value) ? text(value, path, 1, 3_000) : [`${path}: not a URL`];

const inline: Record<string, Check> = {
  text: (node, path) => text(node['text'], `${path}.text`, 1, 3_000),
  link: (node, path) => [...url(node['url'], `${path}.url`), ...text(node['text'], `${path}.text`, 1, 3_000)],
  user: (node, path) => (/^[UW][A-Z0-9]+$/.test(String(node['user_id'])) ? [] : [`${path}.user_id`]),
  date: (node, path) => [
    ...(Number.isInteger(node['timestamp']) ? [] : [`${path}.timestamp`]),
    ...text(node['format'], `${path}.format`, 1, 200),
    ...text(node['fallback'], `${path}.fallback`, 1, 200),
  ],
};
const inlineList: Check = (node, path) => list(node['elements'], `${path}.elements`, 1, 200, (item, at) => check(item, at, inline));
const richParts: Record<string, Check> = { rich_text_section: inlineList, rich_text_preformatted: inlineList, rich_text_quote: inlineList };

const richText: Check = (node, path) => list(node['elements'], `${path}.elements`, 1, 100, (item, at) => check(item, at, richParts));

const option = (max: number) => (value: unknown, path: string) => {
  const node = value as Node;
  return [
    ...plainText(node['text'], `${path}.text`, 75),
    ...(node['description'] === undefined ? [] : plainText(node['description'], `${path}.description`, 75)),
    ...text(node['value'], `${path}.value`, 1, max),
    ...(node['url'] === undefined ? [] : url(node['url'], `${path}.url`)),
  ];
};

const actionId = (node: Node, path: string) => text(node['action_id'], `${path}.action_id`, 1, 255);

const buttons: Record<string, Check> = {
  button: (node, path) => [
    ...actionId(node, path),
    ...plainText(node['text'], `${path}.text`, 75),
    ...text(node['value'], `${path}.value`, 1, 2_000),
    ...(node['url'] === undefined ? [] : url(node['url'], `${path}.url`)),
    ...(node['style'] === undefined || node['style'] === 'primary' || node['style'] === 'danger' ? [] : [`${path}.style`]),
    ...(node['confirm'] === undefined ? [] : confirm(node['confirm'] as Node, `${path}.confirm`)),
  ],
  overflow: (node, path) => [...actionId(node, path), ...list(node['options'], `${path}.options`, 1, 5, option(150))],
};

function confirm(node: Node, path: string): string[] {
  return [
    ...plainText(node['title'], `${path}.title`, 100),
    ...plainText(node['text'], `${path}.text`, 300),
    ...plainText(node['confirm'], `${path}.confirm`, 30),
    ...plainText(node['deny'], `${path}.deny`, 30),
  ];
}

const inputs: Record<string, Check> = {
  plain_text_input: (node, path) => [
    ...actionId(node, path),
    ...(node['placeholder'] === undefined ? [] : plainText(node['placeholder'], `${path}.placeholder`, 150)),
    ...(node['initial_value'] === undefined
      ? []
      : text(node['initial_value'], `${path}.initial_value`, 1, Number(node['max_length'] ?? 3_000))),
    ...range(node['max_length'], `${path}.max_length`, 1, 3_000),
    ...range(node['min_length'], `${path}.min_length`, 0, 3_000),
    ...(Number(node['min_length'] ?? 0) > Number(node['max_length'] ?? 3_000) ? [`${path}: min_length > max_length`] : []),
    ...(node['multiline'] !== true && String(node['initial_value'] ?? '').includes('\n') ? [`${path}: line ends in a single line`] : []),
  ],
  number_input: (node, path) => [
    ...actionId(node, path),
    ...(typeof node['is_decimal_allowed'] === 'boolean' ? [] : [`${path}.is_decimal_allowed`]),
    ...['initial_value', 'min_value', 'max_value'].flatMap((key) =>
      node[key] === undefined || /^-?\d+(\.\d+)?$/.test(String(node[key])) ? [] : [`${path}.${key}: not a plain number`],
    ),
  ],
  static_select: (node, path) => [
    ...actionId(node, path),
    ...list(node['options'], `${path}.options`, 1, 100, option(150)),
    ...initialOption(node, path),
  ],
  users_select: (node, path) => [
    ...actionId(node, path),
    ...(node['placeholder'] === undefined ? [] : plainText(node['placeholder'], `${path}.placeholder`, 150)),
    ...(node['initial_user'] === undefined || /^[UW][A-Z0-9]+$/.test(String(node['initial_user'])) ? [] : [`${path}.initial_user`]),
  ],
  radio_buttons: (node, path) => [
    ...actionId(node, path),
    ...list(node['options'], `${path}.options`, 1, 10, option(150)),
    ...initialOption(node, path),
  ],
};

function initialOption(node: Node, path: string): string[] {
  if (node['initial_option'] === undefined) return [];
  const same = (node['options'] as unknown[]).some((each) => JSON.stringify(each) === JSON.stringify(node['initial_option']));
  return same ? [] : [`${path}.initial_option: not among the options`];
}

function range(value: unknown, path: string, min: number, max: number): string[] {
  return value === undefined || (Number.isInteger(value) && Number(value) >= min && Number(value) <= max)
    ? []
    : [`${path}: ${String(value)}`];
}

const messageBlocks: Record<string, Check> = {
  header: (node, path) => plainText(node['text'], `${path}.text`, 150),
  rich_text: richText,
  actions: (node, path) => [
    ...list(node['elements'], `${path}.elements`, 1, 25, (item, at) => check(item, at, buttons)),
    ...duplicates((node['elements'] as Node[]).map((element) => String(element['action_id']))).map(
      (id) => `${path}: action_id ${id} twice`,
    ),
  ],
};
const modalBlocks: Record<string, Check> = {
  rich_text: richText,
  input: (node, path) => [
    ...plainText(node['label'], `${path}.label`, 2_000),
    ...(node['hint'] === undefined ? [] : plainText(node['hint'], `${path}.hint`, 2_000)),
    ...check(node['element'], `${path}.element`, inputs),
  ],
};

function uniqueBlockIds(blocks: readonly unknown[]): string[] {
  return duplicates(blocks.flatMap((block) => (block as Node)['block_id'] ?? []).map(String)).map((id) => `block_id ${id} twice`);
}
function duplicates(ids: readonly string[]): string[] {
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}
