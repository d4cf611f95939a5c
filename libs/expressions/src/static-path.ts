/** `$states.input.body.id` as `{ variable: 'states', names: ['input', 'body', 'id'] }`. */
export interface StaticPath {
  readonly variable: string;
  readonly names: readonly string[];
}

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
}
const PLAIN_KEYS: Readonly<Record<string, readonly string[]>> = {
  path: ['type', 'steps'],
  variable: ['type', 'value', 'position'],
  name: ['type', 'value', 'position'],
};

/** The path that an expression is, when it is nothing else: no predicate, no singleton marker, no grouping. */
export function staticPathOf(ast: unknown): StaticPath | undefined {
  const node = ast as Node;
  const steps = node.type === 'path' ? (node.steps ?? []) : [node];
  if (!isPlain(node) || !steps.every(isPlain)) return undefined;
  const [first, ...rest] = steps;
  if (first?.type !== 'variable' || first.value === '' || first.value === '$') return undefined;
  if (!rest.every((step) => step.type === 'name' && typeof step.value === 'string')) return undefined;
  return { variable: String(first.value), names: rest.map((step) => String(step.value)) };
}

function isPlain(node: Node): boolean {
  const allowed = PLAIN_KEYS[node.type];
  return allowed !== undefined && Object.keys(node).every((key) => allowed.includes(key));
}

/** Marks a path that leads through an array: jsonata maps over it, so only jsonata can read it. */
export const THROUGH_ARRAY = Symbol('through array');

/** The value at a path of plain objects. An array may only stand at its end. */
export function readStaticPath(path: StaticPath, bindings: Readonly<Record<string, unknown>>): unknown {
  let value: unknown = Object.hasOwn(bindings, path.variable) ? bindings[path.variable] : undefined;
  for (const name of path.names) {
    if (Array.isArray(value)) return THROUGH_ARRAY;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
