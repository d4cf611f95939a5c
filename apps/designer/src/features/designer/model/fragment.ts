// A step on the clipboard: readable JSON that any workflow of any installation can take.
import type { JsonValue, State, WorkflowDocument } from '@millrace/machine';
import type { Slot } from '../../../components/canvas/model/slot.ts';
import { addStep, type Edit, withOwnVariables } from './commands.ts';
import { isState } from './document-shape.ts';
import { isObject } from '../../../lib/json.ts';
import { readResource } from '../../../lib/task-resource.ts';

/** A step as text. */
export function copyStep({ machine, connectors = {} }: WorkflowDocument, name: string): string | undefined {
  const state = Object.hasOwn(machine.States, name) ? machine.States[name] : undefined;
  if (state === undefined) return undefined;
  const connector = connectorOf(state);
  const version = connector === undefined ? undefined : connectors[connector];
  const pins = connector === undefined || version === undefined ? {} : { connectors: { [connector]: version } };
  return JSON.stringify({ millrace: 1, fragment: { name, state, ...pins } }, null, 2);
}

/** Adds the step of a copied text on a slot; `undefined` for a text that holds none. */
export function pasteStep(document: WorkflowDocument, slot: Slot, text: string): Edit | undefined {
  const fragment = readFragment(text);
  if (fragment === undefined) return undefined;
  const { name, state, connectors } = fragment;
  const connector = connectorOf(state);
  const version = connector === undefined ? undefined : connectors[connector];
  return addStep(document, slot, {
    title: name,
    state: withOwnVariables(document, alone(state)),
    keepsResult: false,
    ...(connector === undefined || typeof version !== 'string' ? {} : { connector: { name: connector, version } }),
  });
}

function connectorOf(state: State): string | undefined {
  const resource = state.Type === 'Task' ? readResource(state.Resource) : undefined;
  return resource?.kind === 'connector' ? resource.connector : undefined;
}

interface Fragment {
  readonly name: string;
  readonly state: State;
  readonly connectors: Readonly<Record<string, JsonValue>>;
}

function readFragment(text: string): Fragment | undefined {
  const copied = parse(text);
  const fragment = isObject(copied) && copied.millrace === 1 ? copied.fragment : undefined;
  if (!isObject(fragment) || typeof fragment.name !== 'string') return undefined;
  const { name, state, connectors } = fragment;
  if (!isState(state)) return undefined;
  return { name, state: state as unknown as State, connectors: isObject(connectors) ? connectors : {} };
}

/** A step without the ways that it had where it was copied. */
function alone(state: State): State {
  if (state.Type === 'Choice') {
    const { Default: _, ...rest } = state;
    return { ...rest, Choices: state.Choices.map((rule) => ({ ...rule, Next: '' })) };
  }
  const { Next: _next, End: _end, ...rest } = state as State & { Next?: string; End?: true };
  return 'Catch' in rest ? { ...rest, Catch: rest.Catch.map((rule) => ({ ...rule, Next: '' })) } : rest;
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
