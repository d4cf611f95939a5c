import type { TreeLine } from '../../../../components/data-tree/walk-tree.ts';
import {
  type DataShape,
  type DataType,
  dataTypeOf,
  itemOf,
  memberNames,
  memberOf,
  shapeOf,
  throughLists,
  titleOf,
} from '../../model/data-shape.ts';
import { memberExpression } from '../../model/jsonata-path.ts';
import type { PickerRoot } from '../../model/picker-root.ts';

/** One line of the picker's tree. */
export interface PickerRow extends TreeLine {
  readonly label: string;
  /** The last name of its path, as the data has it. */
  readonly name: string;
  readonly expression: string;
  readonly type: DataType;
  /** A short value; empty when the sample has none. */
  readonly detail: string;
  /** Of a list, how many items the sample has. */
  readonly count?: number;
  /** Its path leads through a list: there are as many values as items. */
  readonly isMany: boolean;
  readonly root: PickerRoot;
  /** Members that are left out, of which a search finds more. It stands for no value. */
  readonly leftOut?: number;
}

/** The lines to draw, and whether a search stopped before it had seen everything. */
export interface PickerLines {
  readonly rows: readonly PickerRow[];
  readonly isCut: boolean;
}

/** What a person has done to the tree. */
export interface PickerView {
  readonly toggled: ReadonlySet<string>;
  readonly query: string;
  /** With what only those need who know the language. */
  readonly isAdvanced: boolean;
}

interface Node {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly expression: string;
  readonly level: number;
  readonly isMany: boolean;
  readonly shape: DataShape;
  readonly root: PickerRoot;
}

const MOST_MEMBERS = 500;
/** A search stops looking after this many values: the page must not freeze over megabytes. */
const MOST_SEARCHED = 8000;
/** Nobody reads more of what was found. */
const MOST_FOUND = 1000;
const SEARCH_LEVELS = 6;
const OPEN_LEVELS = 2;
const MOST_OPEN_MEMBERS = 12;
const MAX_DETAIL_CHARACTERS = 40;
const LISTED_LEVELS = 4;
const MOST_LISTED = 300;

function rootNode(root: PickerRoot, isAdvanced: boolean): Node {
  const { id, label, expression, sample, schema } = root;
  const name = expression.split('.').at(-1) ?? '';
  return {
    ...{ id, label: isAdvanced ? expression : label, name: name.replace('$', ''), expression },
    ...{ level: 0, isMany: false, shape: shapeOf(sample, schema), root },
  };
}

interface Members {
  readonly nodes: readonly Node[];
  readonly leftOut: number;
}

/** Members of a value; of a list, those of its items. */
function membersOf(node: Node, isAdvanced: boolean, most = MOST_MEMBERS): Members {
  const isList = dataTypeOf(node.shape) === 'list';
  const shape = throughLists(node.shape);
  const names = memberNames(shape);
  const members = names
    .slice(0, most)
    .map((name) => member(node, { name, shape: memberOf(shape, name), isMany: node.isMany || isList, isAdvanced }));
  const first = isList && isAdvanced ? [firstItem(node)] : [];
  return { nodes: [...first, ...members], leftOut: Math.max(0, names.length - most) };
}

interface NewMember extends Pick<Node, 'name' | 'shape' | 'isMany'> {
  readonly isAdvanced: boolean;
}

function member(parent: Node, { name, shape, isMany, isAdvanced }: NewMember): Node {
  const { id, expression, level, root } = parent;
  return {
    ...{ id: `${id}/${name}`, name, label: isAdvanced ? name : (titleOf(shape) ?? name) },
    ...{ expression: memberExpression(expression, name), level: level + 1, isMany, shape, root },
  };
}

function firstItem(parent: Node): Node {
  const { id, expression, level, root, isMany, shape } = parent;
  const { value } = shape;
  const item = { ...itemOf(shape), value: Array.isArray(value) ? (value as readonly unknown[])[0] : undefined };
  return {
    ...{ id: `${id}/[0]`, name: '0', label: '[0]', expression: `${expression}[0]`, level: level + 1 },
    ...{ isMany, shape: item, root },
  };
}

function detailOf({ value }: DataShape): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, MAX_DETAIL_CHARACTERS) : value);
  return text.length > MAX_DETAIL_CHARACTERS ? `${text.slice(0, MAX_DETAIL_CHARACTERS - 1)}…` : text;
}

/** What a search needs to know. */
interface Search {
  readonly wanted: string;
  readonly isAdvanced: boolean;
  left: number;
}

const isNamed = ({ label, name }: Node, { wanted }: Search): boolean =>
  label.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted);

function holdsMatch(node: Node, search: Search): boolean {
  search.left -= 1;
  if (isNamed(node, search)) return true;
  if (search.left <= 0 || node.level >= SEARCH_LEVELS) return false;
  return membersOf(node, search.isAdvanced, search.left).nodes.some((child) => holdsMatch(child, search));
}

/** The roots but the run's, and small objects in them; a list is opened by whoever wants to look inside. */
function isOpenAtFirst({ level, shape, root }: Node): boolean {
  if (level === 0) return root.kind !== 'run';
  return level < OPEN_LEVELS && dataTypeOf(shape) === 'object' && memberNames(shape).length <= MOST_OPEN_MEMBERS;
}

/** The lines to draw. Two levels are open unless folded; a search opens whatever holds a match. */
export function pickerRows(roots: readonly PickerRoot[], { toggled, query, isAdvanced }: PickerView): PickerLines {
  const search: Search = { wanted: query.trim().toLowerCase(), isAdvanced, left: MOST_SEARCHED };
  const isSearched = search.wanted !== '';
  const rows: PickerRow[] = [];
  const add = (node: Node, isInside: boolean): void => {
    const isMatch = isInside || isNamed(node, search);
    if (!isMatch && !holdsMatch(node, search)) return;
    const isOnWay = isSearched && !isMatch;
    const { nodes, leftOut } = membersOf(node, isAdvanced, isOnWay ? MOST_SEARCHED : MOST_MEMBERS);
    const isBranch = nodes.length > 0;
    const isOpen = isBranch && (isOnWay || isOpenAtFirst(node) !== toggled.has(node.id));
    rows.push(rowOf(node, { isBranch, isOpen }));
    if (isOpen) addAll(nodes, isMatch);
    if (isOpen && isMatch && leftOut > 0) rows.push(restRow(node, leftOut));
  };
  const addAll = (nodes: readonly Node[], isInside: boolean): void => {
    for (const node of nodes) if (!isSearched || rows.length < MOST_FOUND) add(node, isInside);
  };
  const shown = roots.filter((root) => isAdvanced || root.isAdvanced !== true);
  addAll(
    shown.map((root) => rootNode(root, isAdvanced)),
    false,
  );
  return { rows, isCut: search.left <= 0 || (isSearched && rows.length >= MOST_FOUND) };
}

function rowOf(node: Node, { isBranch, isOpen }: Pick<PickerRow, 'isBranch' | 'isOpen'>): PickerRow {
  const { id, label, name, expression, level, isMany, shape, root } = node;
  const { value } = shape;
  return {
    ...{ id, label, name, expression, level, isBranch, isOpen, isMany, root },
    ...{ type: dataTypeOf(shape), detail: detailOf(shape) },
    ...(Array.isArray(value) ? { count: value.length } : {}),
  };
}

function restRow({ id, level, expression, root, isMany }: Node, leftOut: number): PickerRow {
  return {
    ...{ id: `${id}/…`, label: '…', name: '', expression, level: level + 1, isBranch: false, isOpen: false },
    ...{ type: 'unknown', detail: '', isMany, root, leftOut },
  };
}

/** Every expression that completion offers: the roots with their members, widest first. */
export function expressionsOf(roots: readonly PickerRoot[]): readonly string[] {
  const found = new Set(['$states.input', '$states.context']);
  let level: readonly Node[] = roots.map((root) => rootNode(root, true));
  for (let depth = 0; depth <= LISTED_LEVELS && level.length > 0 && found.size < MOST_LISTED; depth += 1) {
    for (const { expression } of level) found.add(expression);
    level = level.flatMap((node) => membersOf(node, false, MOST_LISTED).nodes);
  }
  return [...found].slice(0, MOST_LISTED);
}
