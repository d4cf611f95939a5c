// What a document, which may be anything, says about the workflows that it starts and the members that it reads.

const isResourceOf = (resource: string, name: string): boolean =>
  resource === `workflow:${name}` || resource.startsWith(`workflow:${name}.`);

/** Whether a step of a document starts the named workflow. */
export function startsWorkflow(document: unknown, name: string): boolean {
  if (typeof document !== 'object' || document === null) return false;
  return Object.entries(document).some(([key, part]: [string, unknown]) =>
    key === 'Resource' && typeof part === 'string' ? isResourceOf(part, name) : startsWorkflow(part, name),
  );
}

const MEMBER = /\.\s*(?:`([^`]+)`|([A-Za-z_]\w*))/g;
const EXPRESSION = /^\{%[\s\S]*%\}$/;

/** The names of the members that the expressions of a document read, of whatever value. */
export function findReadMembers(document: unknown): readonly string[] {
  const found = new Set<string>();
  collect(document, found);
  return [...found].sort();
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    if (!EXPRESSION.test(value)) return;
    for (const [, quoted, plain] of value.matchAll(MEMBER)) found.add(quoted ?? plain ?? '');
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) collect(part, found);
  }
}
