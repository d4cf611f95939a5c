// The steps of a run as a tree: what ran inside a step stands under it, item by item; what undoes steps comes last.
import { readPath, type StepPlace } from '../../../lib/step-path.ts';

/** What a tree is made of. */
interface Placed {
  readonly path: string;
  readonly startMs: number;
  /** Of finished steps. */
  readonly sequence: number;
}
/** A step at its place in the tree; without an item where only what is inside of it is known. */
export interface TreeRow<Item> {
  /** Differs for all rows. The newest step of a path has the path itself. */
  readonly id: string;
  readonly path: string;
  readonly item: Item | undefined;
  readonly place: StepPlace;
  readonly depth: number;
  /** The item of a Map or the branch of a Parallel that it belongs to. */
  readonly index: number | undefined;
}

interface Node<Item> {
  readonly path: string;
  readonly place: StepPlace;
  readonly items: Item[];
  readonly children: Node<Item>[];
  /** When it, or the first inside of it, began. */
  startMs: number;
}

/** Every row stands directly after its parent or after all that is inside its sibling. */
export function treeRows<Item extends Placed>(items: readonly Item[]): readonly TreeRow<Item>[] {
  const nodes = new Map<string, Node<Item>>();
  const roots: Node<Item>[] = [];
  const nodeAt = (path: string): Node<Item> => {
    const known = nodes.get(path);
    if (known !== undefined) return known;
    const place = readPath(path);
    const node: Node<Item> = { path, place, items: [], children: [], startMs: Infinity };
    nodes.set(path, node);
    // What undoes steps happens after all of them, one after another.
    const siblings = place.parent === undefined || place.isUndoing ? roots : nodeAt(place.parent).children;
    siblings.push(node);
    return node;
  };
  for (const item of items) {
    nodeAt(item.path).items.push(item);
    begin(nodes, item.path, item.startMs);
  }
  const rows: TreeRow<Item>[] = [];
  for (const node of roots.sort(byStart)) addRows(rows, node, 0);
  return rows;
}

/** Tells a step, and those around it, when it began. */
function begin<Item>(nodes: ReadonlyMap<string, Node<Item>>, path: string, startMs: number): void {
  for (let node = nodes.get(path); node !== undefined;) {
    node.startMs = Math.min(node.startMs, startMs);
    const { parent, isUndoing } = node.place;
    node = parent === undefined || isUndoing ? undefined : nodes.get(parent);
  }
}

/** The thread that a step belongs to. */
const indexOf = ({ parts }: StepPlace): number | undefined => parts.at(-2)?.index;

function byStart<Item extends Placed>(left: Node<Item>, right: Node<Item>): number {
  const undone = Number(left.place.isUndoing) - Number(right.place.isUndoing);
  // Of those that undo, each has a thread of its own or none: only time orders them.
  const thread = left.place.isUndoing ? 0 : (indexOf(left.place) ?? 0) - (indexOf(right.place) ?? 0);
  return undone || thread || left.startMs - right.startMs || firstSequence(left) - firstSequence(right);
}

const firstSequence = <Item extends Placed>({ items }: Node<Item>): number =>
  items[0]?.sequence ?? Number.MAX_SAFE_INTEGER;

function addRows<Item extends Placed>(rows: TreeRow<Item>[], node: Node<Item>, depth: number): void {
  const { path, place } = node;
  const shared = { path, place, depth, index: indexOf(place) };
  const items = [...node.items].sort((a, b) => a.startMs - b.startMs || a.sequence - b.sequence);
  if (items.length === 0) rows.push({ ...shared, id: path, item: undefined });
  // A composite state that was tried again has gone through the same paths more than once.
  for (const [at, item] of items.entries())
    rows.push({ ...shared, id: at === items.length - 1 ? path : `${path} (${item.sequence})`, item });
  for (const child of node.children.sort(byStart)) addRows(rows, child, depth + 1);
}
