// Everything that a step may read, and what is known of it.
import type { JsonObject, State, Trigger, WorkflowDocument } from '@millrace/machine';
import { stepsOf } from '../../../components/canvas/model/outline.ts';
import { findPlace, findState, type Place, scopesOf } from '../../../components/canvas/model/scope.ts';
import { withStates } from './commands/ways.ts';
import { type DataShape, shapeAt, shapeOf } from './data-shape.ts';
import { described, type Knowledge, type Looking, type PickerRoot, rootOfPath } from './picker-root.ts';
import { knownVariables } from './known-variables.ts';
import type { DataPath } from './jsonata-path.ts';
import { readItem } from './items.ts';
import { loopRoots } from './loop-roots.ts';
import { variablesOf } from './names.ts';
import { CONTEXT_SCHEMA, ERROR_SCHEMA } from './root-schemas.ts';
import { iterationOf, sampleOfIteration } from './sample-of-iteration.ts';
import { statesBefore, waysInto } from './states-before.ts';
import { sampleOfInput } from './step-input.ts';
import { keptValues } from './step-roots.ts';

/**
 * Everything that a step may read: its input, the trigger's, and what the steps keep that lead to it. The fields of a trigger are
 * read before there is a run: they see the call alone.
 */
export function pickerRoots(document: WorkflowDocument, name: string, known: Knowledge): readonly PickerRoot[] {
  const open = new Set<string>();
  const found = new Map<string, readonly PickerRoot[]>();
  const rootsOf = (reader: string): readonly PickerRoot[] => {
    // A step that is read on the way to itself says nothing new.
    if (open.has(reader)) return [];
    open.add(reader);
    const roots = found.get(reader) ?? readableBy(reader, looking);
    open.delete(reader);
    found.set(reader, roots);
    return roots;
  };
  const iteration = iterationOf(document, name, known.sample);
  const looking: Looking = {
    ...{ document, iteration },
    known: { ...known, sample: sampleOfIteration(known.sample, iteration) },
    shapeOfPath: (reader, path) => shapeOfPath(rootsOf(reader), path),
  };
  return rootsOf(name);
}

function readableBy(name: string, looking: Looking): readonly PickerRoot[] {
  const item = readItem(looking.document, name);
  if (item?.kind === 'trigger') return [callRoot(item.trigger, looking)];
  const place = findPlace(looking.document, name);
  const around = place === undefined ? [] : placesAround(looking.document, place);
  return [
    triggerRoot(looking),
    ...earlierRoots(name, around, looking),
    ...loopRoots(around, looking),
    ...(place === undefined ? [] : ownRoots(place, looking)),
    previousRoot(name, place, looking),
    runRoot(looking),
  ];
}

/** The place, and those of the Maps and Parallels around it, from the inside out. */
function placesAround(document: WorkflowDocument, place: Place): readonly Place[] {
  const owner = place.scope.owner === undefined ? undefined : findPlace(document, place.scope.owner.state);
  return owner === undefined ? [place] : [place, ...placesAround(document, owner)];
}

function triggerRoot({ document: { triggers = {} }, known }: Looking): PickerRoot {
  return described(
    {
      id: 'trigger',
      kind: 'trigger',
      label: known.word(Object.keys(triggers).length > 1 ? 'input' : 'trigger'),
      expression: '$states.context.Execution.Input',
      sample: known.sample.input,
    },
    known.input,
  );
}

/** What has come to a trigger. */
function callRoot({ type }: Trigger, { known }: Looking): PickerRoot {
  const root = { id: 'call', kind: 'trigger', label: known.word('trigger'), expression: '$states.input' } as const;
  return described({ ...root, trigger: type, sample: known.sample.input }, known.input);
}

/** What the steps keep that lead to a step, or to what it is in, in the order of the outline. */
function earlierRoots(name: string, around: readonly Place[], looking: Looking): readonly PickerRoot[] {
  const { document } = looking;
  const before = new Set(around.flatMap((place) => statesBefore(place.scope.machine.States, place.name)));
  const taken = new Set(variablesOf(document));
  const roots = stepsOf(document)
    .filter((step) => before.has(step.name))
    .flatMap((step) => keptValues(step, { ...looking, taken }));
  // What is not kept yet is judged as if it were.
  const { isAlwaysSet } = knownVariables(withKept(document, roots));
  const skipped = new Set(document.settings?.skip ?? []);
  return roots.map((root) => {
    const isSkipped = root.step !== undefined && skipped.has(root.step.name);
    return isSkipped || isAlwaysSet(name, root.expression.slice(1)) === false ? { ...root, mayBeMissing: true } : root;
  });
}

/** The document in which steps keep all of that. Each machine is changed once: there may be hundreds of steps. */
function withKept(document: WorkflowDocument, roots: readonly PickerRoot[]): WorkflowDocument {
  const keeps = new Map<string, readonly ((state: State) => State)[]>();
  for (const { step, keep } of roots)
    if (step !== undefined && keep !== undefined) keeps.set(step.name, [...(keeps.get(step.name) ?? []), keep]);
  const kept = (name: string, state: State): State =>
    (keeps.get(name) ?? []).reduce((current, keep) => keep(current), state);
  return scopesOf(document)
    .filter(({ machine }) => Object.keys(machine.States).some((name) => keeps.has(name)))
    .reduce(
      (current, { path }) =>
        withStates(current, path, (states) =>
          Object.fromEntries(Object.entries(states).map(([name, state]) => [name, kept(name, state)])),
        ),
      document,
    );
}

/** What only a step's own output, variables and catchers can read. */
function ownRoots({ name, state }: Place, { known }: Looking): readonly PickerRoot[] {
  if (state.Type !== 'Task' && state.Type !== 'Map' && state.Type !== 'Parallel') return [];
  const schema = state.Type === 'Task' ? known.outputOf(state.Resource, name) : undefined;
  const step = known.sample.steps.findLast((candidate) => candidate.state === name);
  const sample = known.sample.held[name]?.output ?? (state.Output === undefined ? step?.output : undefined);
  return [
    described(
      { id: 'result', kind: 'result', label: known.word('result'), expression: '$states.result', sample },
      schema,
    ),
    described(
      {
        id: 'errorOutput',
        kind: 'errorOutput',
        label: known.word('error'),
        expression: '$states.errorOutput',
        sample: undefined,
      },
      ERROR_SCHEMA,
    ),
  ];
}

function previousRoot(name: string, place: Place | undefined, looking: Looking): PickerRoot {
  const { known } = looking;
  const ways = place === undefined ? [] : waysInto(place.scope.machine.States, name);
  const isFirst = ways.length === 0 && place?.scope.owner === undefined && place?.scope.machine.StartAt === name;
  return described(
    {
      ...{ id: 'previous', kind: 'previous', label: known.word('previous'), expression: '$states.input' },
      ...{ isAdvanced: true, sample: sampleOfInput(name, looking) },
    },
    isFirst ? known.input : schemaHandedOn(ways, looking),
  );
}

/** A task that hands on nothing else hands on its result. */
function schemaHandedOn(ways: readonly string[], { document, known }: Looking): JsonObject | undefined {
  const [from, ...others] = ways;
  const state = from === undefined || others.length > 0 ? undefined : findState(document, from);
  return state?.Type === 'Task' && state.Output === undefined ? known.outputOf(state.Resource, from ?? '') : undefined;
}

function runRoot({ known }: Looking): PickerRoot {
  const label = known.word('run');
  return { id: 'run', kind: 'run', label, expression: '$states.context', sample: undefined, schema: CONTEXT_SCHEMA };
}

/** What a path leads to, among these roots. */
function shapeOfPath(roots: readonly PickerRoot[], path: DataPath): DataShape | undefined {
  const found = rootOfPath(roots, path);
  return found === undefined ? undefined : shapeAt(shapeOf(found.root.sample, found.root.schema), found.members);
}
