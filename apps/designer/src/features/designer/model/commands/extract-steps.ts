import type { JsonObject, State, WorkflowDocument } from '@millrace/machine';
import { placesOf, ROOT_SCOPE } from '../../../../components/canvas/model/scope.ts';
import { workflowResource } from '../../../../lib/task-resource.ts';
import { withExecutionInput } from '../context-reads.ts';
import { mapExpressions } from '../expression-tokens.ts';
import { type InspectPaths, schemasOfReads } from '../input-schema.ts';
import { freeNameAmong } from '../names.ts';
import { checked } from './checked.ts';
import { type Edit, type Refusal } from './edit.ts';
import { connectorsOf } from './fragment.ts';
import { settingsOf, withoutSettingsOf } from './step-settings.ts';
import { leadOut, type Span, spanOf } from './span.ts';
import { stateIn, type Traffic, trafficOf } from './span-traffic.ts';
import { connect, lead, pointed, without, withStates } from './ways.ts';

/** What the new workflow is called, and its first and last step. */
interface Extraction {
  readonly name: string;
  readonly title: string;
  /** The first names of the steps that take the input apart, and give the result back. */
  readonly takeTitle: string;
  readonly giveTitle: string;
  readonly endTitle: string;
}

/** A document that calls a workflow in the place of some of its steps, and the workflow. */
interface Extracted extends Edit {
  readonly workflow: WorkflowDocument;
}

/** Makes a workflow of steps. It is given the variables that they read, and gives back those that are read after them. */
export function extractSteps(
  document: WorkflowDocument,
  {
    names,
    extraction,
    inspect,
  }: { readonly names: readonly string[]; readonly extraction: Extraction; readonly inspect: InspectPaths },
): Extracted | { readonly refused: Refusal } {
  const span = spanOf(document, names);
  if ('refused' in span) return span;
  const traffic = trafficOf(document, span);
  if ('refused' in traffic) return traffic;
  const called = callingDocument(document, span, { traffic, extraction });
  const edit = checked(document, called);
  if ('refused' in edit) return edit;
  return { ...edit, workflow: workflowOf(document, span, { traffic, extraction, inspect }) };
}

/** A variable of the input that is no other's name. */
const INPUT = 'input';
const OUTPUT = 'output';

interface Making {
  readonly traffic: Traffic;
  readonly extraction: Extraction;
}

function callingDocument(document: WorkflowDocument, span: Span, { traffic, extraction }: Making): Edit {
  const { names, scope, exit, waysIn } = span;
  const own = new Set(names);
  const gone = withoutSettingsOf(
    withStates(document, scope.path, (states) => without(states, own)),
    new Set(traffic.places.map(({ name }) => name)),
  );
  const name = freeNameAmong(new Set(placesOf(gone).map((place) => place.name)), extraction.title);
  const state = pointed(callOf(traffic, extraction), { kind: 'next', state: name }, exit);
  const put = withStates(gone, scope.path, (states) => ({ ...states, [name]: state }));
  return { document: lead(put, waysIn, name), states: [name] };
}

function callOf(
  { takesInput: isGiven, variablesIn, variablesOut, executionInput }: Traffic,
  { name }: Extraction,
): State {
  const result = (member: string): string => `{% $states.result.${member} %}`;
  return {
    Type: 'Task',
    Resource: workflowResource(name, 'end'),
    Arguments: {
      ...(isGiven ? { [INPUT]: '{% $states.input %}' } : {}),
      ...Object.fromEntries(variablesIn.map((variable) => [keyOf(variable), `{% $${variable} %}`])),
      ...(executionInput === undefined ? {} : { [executionInput]: '{% $states.context.Execution.Input %}' }),
    },
    ...(variablesOut.length === 0
      ? {}
      : {
          Assign: Object.fromEntries(variablesOut.map((variable) => [variable, result(keyOf(variable))])),
          Output: result(OUTPUT),
        }),
  };
}

/** Beside the input and the output of a step, variables keep their names. */
const keyOf = (variable: string): string =>
  variable === INPUT || variable === OUTPUT ? `${variable}Variable` : variable;

function workflowOf(
  document: WorkflowDocument,
  span: Span,
  { traffic, extraction, inspect }: Making & { readonly inspect: InspectPaths },
): WorkflowDocument {
  const kept = new Set(traffic.places.map(({ name }) => name));
  const settings = settingsOf(document.settings, kept);
  const used = new Set(traffic.places.flatMap(({ state }) => connectorsOf(state)));
  const pins = Object.entries(document.connectors ?? {}).filter(([name]) => used.has(name));
  const inner = machineOfSpan(document, span, { traffic, extraction });
  return {
    millrace: 1,
    name: extraction.name,
    title: extraction.title,
    triggers: { call: { type: 'call' } },
    input: schemaOf(traffic, inspect),
    ...(pins.length === 0 ? {} : { connectors: Object.fromEntries(pins) }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    machine: inner.machine,
  };
}

/** The steps between one that takes the input apart and, where variables go back, one that puts them together. */
function machineOfSpan(document: WorkflowDocument, span: Span, { traffic, extraction }: Making): WorkflowDocument {
  const states = span.names.map((name) => [name, withTrigger(stateIn(document, name), traffic)] as const);
  const bare: WorkflowDocument = {
    millrace: 1,
    name: extraction.name,
    machine: { QueryLanguage: 'JSONata', StartAt: span.entry, States: Object.fromEntries(states) },
  };
  const taken = new Set(placesOf(bare).map(({ name }) => name));
  const take = freeNameAmong(taken, extraction.takeTitle);
  const give = freeNameAmong(new Set([...taken, take]), extraction.giveTitle);
  const isGiven = traffic.variablesOut.length > 0;
  const started = withFirst(bare, take, taking(traffic, span.entry));
  const ended = isGiven ? setFirst(started, give, giving(traffic)) : started;
  return leadOut(ended, span.waysOut, { target: isGiven ? give : undefined, endTitle: extraction.endTitle });
}

const withTrigger = (state: State, { executionInput }: Traffic): State =>
  executionInput === undefined ? state : mapExpressions(state, (text) => withExecutionInput(text, executionInput));

const setFirst = (document: WorkflowDocument, name: string, state: State): WorkflowDocument =>
  withStates(document, ROOT_SCOPE, (states) => ({ ...states, [name]: state }));

function withFirst(document: WorkflowDocument, name: string, state: State | undefined): WorkflowDocument {
  if (state === undefined) return document;
  const put = withStates(document, ROOT_SCOPE, (states) => ({ [name]: state, ...states }));
  return connect(put, { kind: 'start' }, name);
}

/** The step that takes the input apart; none when there is nothing to take. */
function taking({ variablesIn, executionInput, takesInput: isGiven }: Traffic, entry: string): State | undefined {
  const variables = variablesIn.map((variable): [string, string] => [variable, keyOf(variable)]);
  const all = executionInput === undefined ? variables : [...variables, [executionInput, executionInput] as const];
  if (all.length === 0 && !isGiven) return undefined;
  return {
    Type: 'Pass',
    ...(all.length === 0
      ? {}
      : { Assign: Object.fromEntries(all.map(([variable, key]) => [variable, `{% $states.input.${key} %}`])) }),
    ...(isGiven ? { Output: `{% $states.input.${INPUT} %}` } : {}),
    Next: entry,
  };
}

const giving = ({ variablesOut }: Traffic): State => ({
  Type: 'Pass',
  Output: {
    [OUTPUT]: '{% $states.input %}',
    ...Object.fromEntries(variablesOut.map((variable) => [keyOf(variable), `{% $${variable} %}`])),
  },
  End: true,
});

function schemaOf(traffic: Traffic, inspect: InspectPaths): JsonObject {
  const reads = schemasOfReads(
    traffic.places.map(({ state }) => state),
    inspect,
  );
  const trigger = pathIn(reads.get('states'), ['context', 'Execution', 'Input']);
  const members: [string, JsonObject][] = [
    ...(traffic.takesInput ? [[INPUT, {}] as [string, JsonObject]] : []),
    ...traffic.variablesIn.map((variable): [string, JsonObject] => [keyOf(variable), reads.get(variable) ?? {}]),
    ...(traffic.executionInput === undefined ? [] : [[traffic.executionInput, trigger] as [string, JsonObject]]),
  ];
  return { type: 'object', required: members.map(([name]) => name), properties: Object.fromEntries(members) };
}

function pathIn(schema: JsonObject | undefined, [name, ...rest]: readonly string[]): JsonObject {
  if (schema === undefined || name === undefined) return schema ?? {};
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonObject>>;
  return pathIn(properties[name], rest);
}
