import type { JsonObject, JsonValue, WorkflowDocument } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';
import { readMachine } from '../../canvas/model/scope.ts';
import { type Change, type DocumentDiff, kindOfChange, type Subject, type WorkflowMember } from './change.ts';
import { compareStates, follows } from './compare-states.ts';
import { compareValues } from './compare-values.ts';
import { type MatchedStates, matchStates } from './match-states.ts';

interface Documents {
  readonly before: WorkflowDocument;
  readonly after: WorkflowDocument;
}

/** How a document became another one. Both may be drafts, of which anything may be wrong. */
export function compareDocuments(before: WorkflowDocument, after: WorkflowDocument): DocumentDiff {
  const documents = { before, after };
  const matched = matchStates(documents);
  return [
    ...compareWorkflow(documents, matched),
    ...compareMembers(documents, 'triggers', (id, value) => ({ kind: 'trigger', id, type: typeOf(value) })),
    ...compareStates(documents, matched),
    ...compareMembers(documents, 'settings', (name) => ({ kind: 'setting', name })),
    ...compareMembers(documents, 'connectors', (name) => ({ kind: 'connector', name })),
    ...(['input', 'output'] as const).flatMap((part) => compareSchema(documents, part)),
    ...compareTests(documents),
  ];
}

const typeOf = (value: JsonValue | undefined): string =>
  isObject(value) && typeof value.type === 'string' ? value.type : '';

function compareWorkflow({ before, after }: Documents, matched: MatchedStates): readonly Change[] {
  const [was, is] = [readMachine(before.machine), readMachine(after.machine)];
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
  changeOf(`workflow:${member}`, { kind: 'workflow', member }, sides).map((change) => ({ ...change, kind: 'changed' }));

/** The value of what was added or removed as a whole is kept, since no card shows it. */
function changeOf(id: string, subject: Subject, sides: Sides): readonly Change[] {
  const fields = compareValues(sides);
  return fields.length === 0 ? [] : [{ id, kind: kindOfChange(sides), subject, fields }];
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
    const subject = subjectOf(name, is[name] ?? was[name]);
    return changeOf(`${subject.kind}:${name}`, subject, { before: was[name], after: is[name] });
  });
}

const membersOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

const compareSchema = ({ before, after }: Documents, part: 'input' | 'output'): readonly Change[] =>
  changeOf(`schema:${part}`, { kind: 'schema', part }, { before: before[part], after: after[part] });

/** Tests are known by their names. */
function compareTests({ before, after }: Documents): readonly Change[] {
  const [was, is] = [testsOf(before), testsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) =>
    changeOf(`test:${name}`, { kind: 'test', name }, { before: was.get(name), after: is.get(name) }),
  );
}

function testsOf({ tests }: WorkflowDocument): ReadonlyMap<string, JsonValue> {
  const list: readonly JsonValue[] = isList(tests) ? tests : [];
  return new Map(
    list.map((test, index) => [isObject(test) && typeof test.name === 'string' ? test.name : `#${index + 1}`, test]),
  );
}
