import type { Machine, State, WorkflowDocument } from '@millrace/machine';
import { isList, isObject, pointerPart } from '../../../lib/json.ts';

/** One machine of a document: its own, or one that a Map or a Parallel holds. A pointer leads only to states of its scope. */
export interface Scope {
  /** JSON Pointer of the machine; names the scope. */
  readonly path: string;
  /** The Map or Parallel that holds it; absent for the document's own machine. */
  readonly owner?: { readonly state: string; readonly branch: number };
  /** 0 for the document's own machine. */
  readonly depth: number;
  readonly machine: Machine;
}

/** A state and where it is. Names are unique in the whole document. */
export interface Place {
  readonly name: string;
  readonly state: State;
  readonly scope: Scope;
}

export const ROOT_SCOPE = '/machine';

/** A draft may be anything: the machine as far as it can be drawn. */
export function readMachine(value: unknown): Machine {
  const machine = (isObject(value) ? value : {}) as Partial<Machine>;
  const entries = Object.entries(isObject(machine.States) ? machine.States : {}).filter(
    ([, state]) => typeof (state as State | null)?.Type === 'string',
  );
  return {
    ...machine,
    StartAt: typeof machine.StartAt === 'string' ? machine.StartAt : '',
    States: Object.fromEntries(entries),
  };
}

/** The machines that a state holds, with the end of their pointers. */
export function innerMachines(state: State): readonly { readonly part: string; readonly machine: unknown }[] {
  if (state.Type === 'Map') return [{ part: '/ItemProcessor', machine: state.ItemProcessor }];
  if (state.Type !== 'Parallel') return [];
  const { Branches } = state as { readonly Branches?: unknown };
  return isList(Branches) ? Branches.map((machine, index) => ({ part: `/Branches/${index}`, machine })) : [];
}

export const pathOfState = (scopePath: string, name: string): string => `${scopePath}/States/${pointerPart(name)}`;

/** Documents never change, and every part of the designer asks for the same one. */
const known = new WeakMap<WorkflowDocument, readonly Scope[]>();

/** All machines of a document, each before the ones inside of it. */
export function scopesOf(document: WorkflowDocument): readonly Scope[] {
  const found = known.get(document);
  if (found !== undefined) return found;
  const { machine } = document as { readonly machine?: unknown };
  const scopes = withInner({ path: ROOT_SCOPE, depth: 0, machine: readMachine(machine) });
  known.set(document, scopes);
  return scopes;
}

function withInner(scope: Scope): readonly Scope[] {
  const inner = Object.entries(scope.machine.States).flatMap(([name, state]) =>
    innerMachines(state).flatMap(({ part, machine }, branch) =>
      withInner({
        path: `${pathOfState(scope.path, name)}${part}`,
        owner: { state: name, branch },
        depth: scope.depth + 1,
        machine: readMachine(machine),
      }),
    ),
  );
  return [scope, ...inner];
}

/** All states of a document, at every depth. */
export function placesOf(document: WorkflowDocument): readonly Place[] {
  return scopesOf(document).flatMap((scope) =>
    Object.entries(scope.machine.States).map(([name, state]) => ({ name, state, scope })),
  );
}

export function findPlace(document: WorkflowDocument, name: string): Place | undefined {
  for (const scope of scopesOf(document)) {
    const state = Object.hasOwn(scope.machine.States, name) ? scope.machine.States[name] : undefined;
    if (state !== undefined) return { name, state, scope };
  }
  return undefined;
}

export const findState = (document: WorkflowDocument, name: string): State | undefined =>
  findPlace(document, name)?.state;

/** The document with one of its machines changed. The other parts stay the same objects. */
export function withMachine(
  document: WorkflowDocument,
  scopePath: string,
  change: (machine: Machine) => Machine,
): WorkflowDocument {
  const scope = scopesOf(document).find(({ path }) => path === scopePath);
  if (scope === undefined) return document;
  if (scope.owner === undefined) return { ...document, machine: change(document.machine) };
  const { state: name, branch } = scope.owner;
  const outer = findPlace(document, name);
  if (outer === undefined) return document;
  const changed = withInnerMachine(outer.state, branch, change);
  return withMachine(document, outer.scope.path, (machine) => ({
    ...machine,
    States: { ...machine.States, [name]: changed },
  }));
}

function withInnerMachine(state: State, branch: number, change: (machine: Machine) => Machine): State {
  if (state.Type === 'Map') return { ...state, ItemProcessor: change(state.ItemProcessor) };
  if (state.Type !== 'Parallel') return state;
  return { ...state, Branches: state.Branches.map((machine, index) => (index === branch ? change(machine) : machine)) };
}

/** The names of the states that a state holds at any depth. */
export function namesInside(document: WorkflowDocument, name: string): readonly string[] {
  const place = findPlace(document, name);
  if (place === undefined) return [];
  const start = `${pathOfState(place.scope.path, name)}/`;
  return placesOf(document).flatMap((inner) => (inner.scope.path.startsWith(start) ? [inner.name] : []));
}

/** The names of the Maps and Parallels that a state is in, from the inside out. */
export function boxesAround(document: WorkflowDocument, name: string): readonly string[] {
  const owner = findPlace(document, name)?.scope.owner?.state;
  return owner === undefined ? [] : [owner, ...boxesAround(document, owner)];
}
