/** One visible line of a JSON tree. */
export interface TreeRow {
  /** JSON Pointer; for a range, that of its list with the range's number behind. */
  readonly path: string;
  readonly key: string;
  readonly depth: number;
  readonly value: unknown;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'range';
  /** Members of an object, an array or a range. */
  readonly count: number;
  /** Whether it is open before anybody has folded or unfolded it. */
  readonly isOpenAtFirst: boolean;
  readonly expanded: boolean;
}
type Branch = Omit<TreeRow, 'expanded'>;
type Member = readonly [key: string, value: unknown];

const MAX_MATCHES = 1000;
/** More members than this are drawn in ranges of as many: nobody reads a list of 100,000, and no page could hold it. */
const RANGE = 500;
const MOST_OPEN_MEMBERS = 50;
const MOST_OPEN_SIBLINGS = 20;

function kindOf(value: unknown): TreeRow['kind'] {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'object' || type === 'string' || type === 'number' || type === 'boolean' ? type : 'string';
}

const membersOf = (value: unknown): readonly Member[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
const countOf = (value: unknown): number => {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
};

/** A member's JSON Pointer. */
function childPath(path: string, key: string): string {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
const rangePath = (path: string, index: number): string => `${path}#${Math.floor(index / RANGE)}`;

/** The lines that are open now; closed parts cost nothing, however large they are. */
export function rowsOf(value: unknown, isOpen: (row: Branch) => boolean): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (row: Branch): boolean => {
    const expanded = row.count > 0 && isOpen(row);
    rows.push({ ...row, expanded });
    return expanded;
  };
  const visit = ([key, member]: Member, place: { path: string; depth: number; siblings: number }): void => {
    const { path, depth, siblings } = place;
    const count = countOf(member);
    const isOpenAtFirst = depth === 0 || (depth === 1 && count <= MOST_OPEN_MEMBERS && siblings <= MOST_OPEN_SIBLINGS);
    if (add({ path, depth, key, value: member, kind: kindOf(member), count, isOpenAtFirst }))
      visitMembers(membersOf(member), { path, depth: depth + 1 });
  };
  const visitAll = (members: readonly Member[], { path, depth }: { path: string; depth: number }): void => {
    for (const member of members) visit(member, { path: childPath(path, member[0]), depth, siblings: members.length });
  };
  const visitMembers = (members: readonly Member[], { path, depth }: { path: string; depth: number }): void => {
    if (members.length <= RANGE) {
      visitAll(members, { path, depth });
      return;
    }
    for (let from = 0; from < members.length; from += RANGE) {
      const range = members.slice(from, from + RANGE);
      const key = `${range[0]?.[0] ?? ''} … ${range.at(-1)?.[0] ?? ''}`;
      const row = {
        path: rangePath(path, from),
        depth,
        key,
        value: undefined,
        kind: 'range',
        count: range.length,
      } as const;
      if (add({ ...row, isOpenAtFirst: from === 0 && depth === 1 })) visitAll(range, { path, depth: depth + 1 });
    }
  };
  visit(['', value], { path: '', depth: 0, siblings: 1 });
  return rows;
}

function shows(text: string, key: string, value: unknown): boolean {
  if (key.toLowerCase().includes(text)) return true;
  return (typeof value === 'object' && value !== null ? '' : String(value)).toLowerCase().includes(text);
}

/** What a search finds. */
export interface Matches {
  /** Paths of the members whose name or value has the text, at most 1,000. */
  readonly paths: ReadonlySet<string>;
  /** Paths of what must be open to see them. */
  readonly parents: ReadonlySet<string>;
  /** There are more. */
  readonly isCut: boolean;
}

const NONE: Matches = { paths: new Set(), parents: new Set(), isCut: false };

interface Place {
  readonly path: string;
  readonly key: string;
  readonly value: unknown;
  readonly parents: readonly string[];
}

/** Finds a text in names and values, in document order. */
export function findMatches(value: unknown, query: string): Matches {
  const text = query.trim().toLowerCase();
  if (text === '') return NONE;
  const paths = new Set<string>();
  const parents = new Set<string>();
  const stack: Place[] = [{ path: '', key: '', value, parents: [] }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (shows(text, next.key, next.value)) {
      if (paths.size === MAX_MATCHES) return { paths, parents, isCut: true };
      paths.add(next.path);
      for (const parent of next.parents) parents.add(parent);
    }
    const members = membersOf(next.value);
    for (let at = members.length - 1; at >= 0; at -= 1) stack.push(childOf(next, members, at));
  }
  return { paths, parents, isCut: false };
}

function childOf({ path, parents }: Place, members: readonly Member[], index: number): Place {
  const [key, value] = members[index] ?? ['', undefined];
  const range = members.length > RANGE ? [rangePath(path, index)] : [];
  return { path: childPath(path, key), key, value, parents: [...parents, path, ...range] };
}
