// Steps on the clipboard: readable JSON that any workflow of any installation can take.
import type { JsonObject, JsonValue, Machine, State, WorkflowDocument } from '@millrace/machine';
import { findState, placesOf } from '../../../../components/canvas/model/scope.ts';
import { type Slot, slotsOf } from '../../../../components/canvas/model/slot.ts';
import { findMisfit } from '../../../../lib/document-shape.ts';
import { isList, isObject } from '../../../../lib/json.ts';
import { readResource } from '../../../../lib/task-resource.ts';
import { chosenSteps } from './chosen-steps.ts';
import { settingsOf, type StepSettings } from './step-settings.ts';
import { lead, pointed } from './ways.ts';

/** Copied steps, as a document of their own that only they are in. Their ways among each other are kept; all others are open. */
export interface Fragment {
  readonly document: WorkflowDocument;
  /** Connector name -> version. */
  readonly connectors: Readonly<Record<string, string>>;
}

/** Steps as text; `undefined` for steps of several machines. */
export function copySteps(document: WorkflowDocument, names: readonly string[]): string | undefined {
  const chosen = chosenSteps(document, names);
  if (chosen === undefined) return undefined;
  const steps = extracted(document, chosen.names);
  const { machine } = steps;
  const kept = new Set(placesOf(steps).map(({ name }) => name));
  const pins = pinsOf(document, steps);
  const fragment = {
    startAt: machine.StartAt,
    states: machine.States,
    ...(Object.keys(pins).length === 0 ? {} : { connectors: pins }),
    ...settingsOf(document.settings, kept),
  };
  return JSON.stringify({ millrace: 1, fragment }, null, 2);
}

/** Steps in a document of their own. */
function extracted(document: WorkflowDocument, names: readonly string[], startAt = names[0] ?? ''): WorkflowDocument {
  const own = new Set(names);
  const states = names.flatMap((name): [string, State][] => {
    const state = findState(document, name);
    return state === undefined ? [] : [[name, alone(name, state, own)]];
  });
  return chained(asDocument(startAt, Object.fromEntries(states)));
}

const asDocument = (StartAt: string, States: Machine['States']): WorkflowDocument => ({
  millrace: 1,
  name: 'fragment',
  machine: { StartAt, States },
});

/** A step without the ways that lead out of the fragment; its plain way is then open, whatever it was. */
function alone(name: string, state: State, own: ReadonlySet<string>): State {
  const open = slotsOf(name, state).filter(({ target }) => target === undefined || !own.has(target));
  return open.reduce((left, { slot }) => {
    if (slot.kind === 'start') return left;
    const cut = pointed(left, slot, undefined);
    if (slot.kind !== 'next') return cut;
    const { End: _, ...rest } = cut as State & { End?: true };
    return rest;
  }, state);
}

/** Parts between which there was something else follow each other. */
function chained(document: WorkflowDocument): WorkflowDocument {
  const { States } = document.machine;
  const pointedAt = new Set(
    Object.entries(States).flatMap(([name, state]) => slotsOf(name, state).map(({ target }) => target)),
  );
  const heads = Object.keys(States).filter((name) => name === document.machine.StartAt || !pointedAt.has(name));
  return heads.slice(1).reduce((linked, head) => lead(linked, openEnds(linked, head), head), document);
}

/** The plain ways that lead nowhere, of the steps before one. */
function openEnds({ machine }: WorkflowDocument, head: string): readonly Slot[] {
  const order = Object.keys(machine.States);
  const before = Object.entries(machine.States).filter(([name]) => order.indexOf(name) < order.indexOf(head));
  return before.flatMap(([name, state]) =>
    slotsOf(name, state).flatMap(({ slot, target }) =>
      target === undefined && (slot.kind === 'next' || slot.kind === 'default') ? [slot] : [],
    ),
  );
}

function pinsOf({ connectors = {} }: WorkflowDocument, steps: WorkflowDocument): Readonly<Record<string, string>> {
  const used = new Set(placesOf(steps).flatMap(({ state }) => connectorsOf(state)));
  return Object.fromEntries(Object.entries(connectors).filter(([name]) => used.has(name)));
}

/** The connectors that a step calls, to do its work and to undo it. */
export function connectorsOf(state: State): readonly string[] {
  if (state.Type !== 'Task') return [];
  return [state.Resource, ...(state.Compensate === undefined ? [] : [state.Compensate.Resource])].flatMap((text) => {
    const resource = readResource(text);
    return resource.kind === 'connector' ? [resource.connector] : [];
  });
}

/** The steps of a copied text; `undefined` for a text that holds none. */
export function readFragment(text: string): Fragment | undefined {
  const copied = parse(text);
  const fragment = isObject(copied) && copied.millrace === 1 ? copied.fragment : undefined;
  const document = isObject(fragment) ? readSteps(fragment) : undefined;
  if (!isObject(fragment) || document === undefined) return undefined;
  const settings = readSettings(fragment, new Set(placesOf(document).map(({ name }) => name)));
  const pins = Object.entries(isObject(fragment.connectors) ? fragment.connectors : {});
  return {
    document: Object.keys(settings).length === 0 ? document : { ...document, settings },
    connectors: Object.fromEntries(pins.flatMap(([name, pin]) => (typeof pin === 'string' ? [[name, pin]] : []))),
  };
}

function readSettings({ skip, answers }: JsonObject, names: ReadonlySet<string>): StepSettings {
  const given = Object.entries(isObject(answers) ? answers : {}).filter(([, schema]) => isObject(schema));
  const skips = isList(skip) ? skip.filter((name) => typeof name === 'string') : [];
  return settingsOf({ skip: skips, answers: Object.fromEntries(given) as Record<string, JsonObject> }, names);
}

/** The steps, if all of them can be drawn and each has a name of its own. */
function readSteps(fragment: JsonObject): WorkflowDocument | undefined {
  const { startAt, states } = isObject(fragment.state) ? single(fragment.name, fragment.state) : fragment;
  if (typeof startAt !== 'string' || !isObject(states) || !Object.hasOwn(states, startAt)) return undefined;
  const document = asDocument(startAt, states as unknown as Machine['States']);
  if (findMisfit(document) !== undefined) return undefined;
  const names = placesOf(document).map(({ name }) => name);
  return new Set(names).size === names.length ? extracted(document, Object.keys(states), startAt) : undefined;
}

/** One step by itself, as fragments were once written. */
const single = (name: JsonValue | undefined, state: JsonValue): { startAt?: JsonValue; states?: JsonValue } =>
  typeof name === 'string' ? { startAt: name, states: { [name]: state } } : {};

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
