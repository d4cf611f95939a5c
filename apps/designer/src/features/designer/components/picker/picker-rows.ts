import type { JsonObject } from '@millrace/machine';
import { memberExpression } from '../../model/jsonata-path.ts';
import type { PickerRoot } from '../../model/picker-roots.ts';
import { isObject } from '../../../../lib/json.ts';

/** One line of the picker's tree. */
export interface PickerRow {
  /** Its place in the tree. */
  readonly id: string;
  readonly parentId: string | undefined;
  readonly label: string;
  readonly expression: string;
  readonly level: number;
  readonly isBranch: boolean;
  readonly isOpen: boolean;
  /** The value, or its type when no run has one. */
  readonly detail: string;
}

interface Node {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly label: string;
  readonly expression: string;
  readonly level: number;
  readonly value: unknown;
  readonly schema: JsonObject | undefined;
}

const MOST_MEMBERS = 60;
/** Of a list the first items tell what the others are like. */
const MOST_ITEMS = 10;
/** A search stops looking after this many values: the page must not freeze over megabytes. */
const MOST_SEARCHED = 20_000;
const SEARCH_LEVELS = 5;
const OPEN_LEVELS = 2;
const MAX_DETAIL_CHARACTERS = 40;
const LISTED_LEVELS = 4;
const MOST_LISTED = 300;

const rootNode = ({ id, label, expression, sample, schema }: PickerRoot): Node => ({
  id,
  parentId: undefined,
  label,
  expression,
  level: 0,
  value: sample,
  schema,
});

/** Members of the sample; where there is none, those that the schema names. */
function membersOf(node: Node): readonly Node[] {
  const { value, schema } = node;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item, index) => member(node, index, item));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .slice(0, MOST_MEMBERS)
      .map(([key, item]) => member(node, key, item));
  const properties = value === undefined && isObject(schema?.properties) ? schema.properties : {};
  return Object.keys(properties).map((key) => member(node, key, undefined));
}

function member(parent: Node, key: string | number, value: unknown): Node {
  const properties = parent.schema?.properties;
  const own = isObject(properties) ? properties[String(key)] : undefined;
  return {
    id: `${parent.id}/${key}`,
    parentId: parent.id,
    label: String(key),
    expression: memberExpression(parent.expression, key),
    level: parent.level + 1,
    value,
    schema: isObject(own) ? own : undefined,
  };
}

function detailOf({ value, schema }: Node): string {
  if (value === undefined) return typeof schema?.type === 'string' ? schema.type : '';
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).length}}`;
  const text = JSON.stringify(value);
  return text.length > MAX_DETAIL_CHARACTERS ? `${text.slice(0, MAX_DETAIL_CHARACTERS - 1)}…` : text;
}

function holdsMatch(node: Node, query: string, budget: { left: number }): boolean {
  budget.left -= 1;
  if (node.label.toLowerCase().includes(query)) return true;
  if (budget.left < 0 || node.level >= SEARCH_LEVELS) return false;
  return membersOf(node).some((child) => holdsMatch(child, query, budget));
}

/** The roots, and the objects in them; a list is opened by whoever wants to look inside. */
const isOpenAtFirst = ({ level, value }: Node): boolean =>
  level === 0 || (level < OPEN_LEVELS && !Array.isArray(value));

/** The lines to draw. Two levels are open unless folded; a search opens whatever holds a match. */
export function pickerRows(
  roots: readonly PickerRoot[],
  { toggled, query }: { readonly toggled: ReadonlySet<string>; readonly query: string },
): readonly PickerRow[] {
  const wanted = query.trim().toLowerCase();
  const rows: PickerRow[] = [];
  const budget = { left: MOST_SEARCHED };
  const add = (node: Node, isInside: boolean): void => {
    const isMatch = isInside || node.label.toLowerCase().includes(wanted);
    if (!isMatch && !holdsMatch(node, wanted, budget)) return;
    const members = membersOf(node);
    const isBranch = members.length > 0;
    const isOpen = isBranch && (wanted !== '' && !isMatch ? true : isOpenAtFirst(node) !== toggled.has(node.id));
    const { id, parentId, label, expression, level } = node;
    rows.push({ id, parentId, label, expression, level, isBranch, isOpen, detail: detailOf(node) });
    if (isOpen) for (const child of members) add(child, isMatch);
  };
  for (const root of roots) add(rootNode(root), false);
  return rows;
}

/** Every expression that completion offers: the roots with their members, widest first. */
export function expressionsOf(roots: readonly PickerRoot[]): readonly string[] {
  const found = new Set(['$states.input', '$states.context']);
  let level: readonly Node[] = roots.map(rootNode);
  for (let depth = 0; depth <= LISTED_LEVELS && level.length > 0 && found.size < MOST_LISTED; depth += 1) {
    for (const { expression } of level) found.add(expression);
    level = level.flatMap((node) => (Array.isArray(node.value) ? [] : membersOf(node)));
  }
  return [...found].slice(0, MOST_LISTED);
}
