import { compareSchemas, type SchemaChange } from '@millrace/connector-sdk/platform';
import type { StepSchema, StepSchemaChange } from '@millrace/runtime';

/** More are no news of details: the schema is another one. */
const MOST_NAMED = 5;

/** How schemas differ from those before, as far as it matters to whoever relies on them. What has no answer now differs in nothing. */
export function findSchemaChanges(
  before: readonly StepSchema[],
  now: readonly StepSchema[],
): readonly StepSchemaChange[] {
  return before.flatMap(({ path, part, schema }) => {
    const answer = now.find((other) => other.path === path && other.part === part);
    if (answer === undefined) return [];
    const changes = compareSchemas(schema, answer.schema).filter((change) => matters(part, change));
    return changes.length === 0 ? [] : [{ path, part, message: messageOf(part, changes) }];
  });
}

/** An argument may take more than before; an output may have members more, and not promise less. */
function matters(part: StepSchema['part'], { effect, rule }: SchemaChange): boolean {
  if (part === 'argument') return effect !== 'widened' || rule === 'property.added';
  return rule === 'property.removed' || (rule !== 'property.added' && effect !== 'narrowed');
}

function messageOf(part: StepSchema['part'], changes: readonly SchemaChange[]): string {
  const named = changes.slice(0, MOST_NAMED).map(({ path, rule }) => WORDS[rule]?.(nameOf(path)) ?? otherWord(path));
  const rest = changes.length - named.length;
  const list = [...new Set(named), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
  return part === 'argument' ? `Its fields have changed: ${list}.` : `Its output has changed: ${list}.`;
}

const nameOf = (path: string): string => `"${path.slice(1).replaceAll('/', '.')}"`;
const otherWord = (path: string): string =>
  path === '' ? 'it takes other values' : `${nameOf(path)} is another value`;
const WORDS: Readonly<Partial<Record<string, (name: string) => string>>> = {
  'property.added': (name) => `${name} is new`,
  'property.removed': (name) => `${name} is gone`,
  required: (name) => `${name} is required now`,
  type: (name) => `${name} has another type`,
  enum: (name) => `${name} has other choices`,
};
