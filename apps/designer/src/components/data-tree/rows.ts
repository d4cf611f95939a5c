/** One visible line of a JSON tree. */
export interface TreeRow {
  /** JSON Pointer. */
  readonly path: string;
  readonly key: string;
  readonly depth: number;
  readonly value: unknown;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** Members of an object or array. */
  readonly count: number;
  readonly expanded: boolean;
}

const MAX_MATCHES = 1000;

/** The kind of a JSON value. */
function kindOf(value: unknown): TreeRow['kind'] {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'object' || type === 'string' || type === 'number' || type === 'boolean' ? type : 'string';
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** A member's JSON Pointer. */
function childPath(path: string, key: string): string {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The lines that are open now; closed parts cost nothing, however large they are. */
export function rowsOf(value: unknown, isOpen: (path: string, depth: number) => boolean): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (key: string, member: unknown, place: { readonly path: string; readonly depth: number }): void => {
    const kind = kindOf(member);
    const nests = kind === 'object' || kind === 'array';
    const count = nests ? Object.keys(member as object).length : 0;
    const expanded = nests && count > 0 && isOpen(place.path, place.depth);
    rows.push({ ...place, key, value: member, kind, count, expanded });
    if (!expanded) return;
    for (const [name, child] of membersOf(member))
      visit(name, child, { path: childPath(place.path, name), depth: place.depth + 1 });
  };
  visit('', value, { path: '', depth: 0 });
  return rows;
}

function shows(text: string, key: string, value: unknown): boolean {
  if (key.toLowerCase().includes(text)) return true;
  return (typeof value === 'object' && value !== null ? '' : String(value)).toLowerCase().includes(text);
}

/** Paths of the members whose name or value has the text, at most 1,000. */
export function findMatches(value: unknown, query: string): readonly string[] {
  const text = query.trim().toLowerCase();
  if (text === '') return [];
  const found: string[] = [];
  const stack: (readonly [string, string, unknown])[] = [['', '', value]];
  for (let next = stack.pop(); next !== undefined && found.length < MAX_MATCHES; next = stack.pop()) {
    const [path, key, member] = next;
    if (shows(text, key, member)) found.push(path);
    const members = membersOf(member);
    for (let at = members.length - 1; at >= 0; at -= 1) {
      const [name, child] = members[at] ?? ['', undefined];
      stack.push([childPath(path, name), name, child]);
    }
  }
  return found;
}

/** Every path above a path: what must be open to see it. */
export function parentsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
