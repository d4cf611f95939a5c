import type { JsonObject, JsonValue, WorkflowDocument } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';
import { readMachine } from '../../canvas/model/scope.ts';
import type { CardChange } from '../../canvas/canvas-events.ts';
import type { Change, DocumentDiff, FieldChange, Subject, WorkflowMember } from './change.ts';
import { compareStates, follows } from './compare-states.ts';
import { compareValues } from './compare-values.ts';
import { matchStates } from './match-states.ts';

interface Documents {
  readonly before: WorkflowDocument;
  readonly after: WorkflowDocument;
}

/** How a document became another one. Both may be drafts, of which anything may be wrong. */
export function compareDocuments(before: WorkflowDocument, after: WorkflowDocument): DocumentDiff {
  const documents = { before, after };
  return [
    ...compareWorkflow(documents),
    ...compareMembers(documents, 'triggers', (id, value) => ({ kind: 'trigger', id, type: typeOf(value) })),
    ...compareStates(documents),
    ...compareMembers(documents, 'settings', (name) => ({ kind: 'setting', name })),
    ...compareMembers(documents, 'connectors', (name) => ({ kind: 'connector', name })),
    ...(['input', 'output'] as const).flatMap((part) => compareSchema(documents, part)),
    ...compareTests(documents),
  ];
}

const typeOf = (value: JsonValue | undefined): string =>
  isObject(value) && typeof value.type === 'string' ? value.type : '';

function compareWorkflow(documents: Documents): readonly Change[] {
  const { before, after } = documents;
  const [was, is] = [readMachine(before.machine), readMachine(after.machine)];
  const matched = matchStates(documents);
  const start = { before: matched.renamed.get(was.StartAt) ?? was.StartAt, after: is.StartAt };
  const isTold = start.before === start.after || follows({ path: [], ...start }, matched);
  return [
    ...changeOfMember('title', { before: before.title, after: after.title }),
    ...changeOfMember('description', { before: before.description, after: after.description }),
    ...(isTold ? [] : changeOfMember('start', start)),
    ...changeOfMember('timeout', { before: was.TimeoutSeconds, after: is.TimeoutSeconds }),
    ...changeOfMember('comment', { before: was.Comment, after: is.Comment }),
  ];
}

interface Sides {
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

const changeOfMember = (member: WorkflowMember, sides: Sides): readonly Change[] =>
  changesOf(`workflow:${member}`, { kind: 'workflow', member }, compareValues(sides));

function changesOf(id: string, subject: Subject, fields: readonly FieldChange[]): readonly Change[] {
  return fields.length === 0 ? [] : [{ id, kind: 'changed', subject, fields }];
}

/** What one side lacks was added or removed as a whole; its value is kept, since no card shows it. */
function kindOf({ before, after }: Sides): CardChange {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}

function compareMembers(
  { before, after }: Documents,
  member: 'triggers' | 'settings' | 'connectors',
  subjectOf: (name: string, value: JsonValue | undefined) => Subject,
): readonly Change[] {
  const [was, is] = [membersOf(before[member]), membersOf(after[member])];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return names.flatMap((name) => {
    // Told of the states that are skipped.
    if (member === 'settings' && name === 'skip') return [];
    const sides = { before: was[name], after: is[name] };
    const fields = compareValues(sides);
    const subject = subjectOf(name, is[name] ?? was[name]);
    return fields.length === 0 ? [] : [{ id: `${subject.kind}:${name}`, kind: kindOf(sides), subject, fields }];
  });
}

const membersOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

function compareSchema({ before, after }: Documents, part: 'input' | 'output'): readonly Change[] {
  const sides = { before: before[part], after: after[part] };
  const fields = compareValues(sides);
  return fields.length === 0
    ? []
    : [{ id: `schema:${part}`, kind: kindOf(sides), subject: { kind: 'schema', part }, fields }];
}

/** Tests are known by their names. */
function compareTests({ before, after }: Documents): readonly Change[] {
  const [was, is] = [testsOf(before), testsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const sides = { before: was.get(name), after: is.get(name) };
    const fields = compareValues(sides);
    return fields.length === 0
      ? []
      : [{ id: `test:${name}`, kind: kindOf(sides), subject: { kind: 'test', name } as const, fields }];
  });
}

function testsOf({ tests }: WorkflowDocument): ReadonlyMap<string, JsonValue> {
  const list: readonly JsonValue[] = isList(tests) ? tests : [];
  return new Map(
    list.map((test, index) => [isObject(test) && typeof test.name === 'string' ? test.name : `#${index + 1}`, test]),
  );
}
