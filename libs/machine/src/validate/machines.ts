// A machine and those inside its composite states: sizes, names and scopes, which no state can tell on its own.
import type { JsonObject, JsonValue } from '../json.ts';
import { objectsOf, type Checking } from './context.ts';
import { addExcess, limitsOf } from './document-limits.ts';
import { checkExpressions } from './expressions.ts';
import { checkGraph, checkSettingNames, readGraph, type Graph } from './graph.ts';
import { isObject } from './json-kinds.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';
import { checkState } from './state-rules.ts';
import { followAssignments, NONE, within, type Assigned } from './variables.ts';

/** Where a machine stands. */
interface Around {
  readonly path: string;
  /** Composite states around it. */
  readonly depth: number;
  /** What is set when it begins. */
  readonly assigned: Assigned | undefined;
  /** Names that the machines around it assign anywhere. */
  readonly taken: ReadonlySet<string>;
}
interface Shared {
  readonly checking: Checking;
  readonly skip: JsonValue | undefined;
  /** State name -> where it stands. */
  readonly names: Map<string, string>;
}

/** Checks the machine of a document, and all that are inside it. */
export function checkMachines(machine: JsonObject, settings: JsonValue | undefined, checking: Checking): void {
  const skip = isObject(settings) ? settings.skip : undefined;
  const { states, nesting } = limitsOf(checking.context);
  const size = sizeOf(machine, states.most);
  const isDeep = size.depth > nesting.most;
  if (isDeep || size.states > states.most) {
    const message = isDeep
      ? `Composite states nest deeper than ${nesting.most} levels.`
      : `The machine has more than ${states.most} states.`;
    const hint = 'Move a part of it into a workflow of its own, and call that.';
    addExcess({ path: '/machine', message, hint }, isDeep ? nesting : states, checking.add);
    return;
  }
  const shared = { checking, skip, names: new Map<string, string>() };
  checkMachine(machine, { path: '/machine', depth: 0, assigned: NONE, taken: new Set() }, shared);
  checkSettingNames(settings, new Set(shared.names.keys()), checking);
}

/** The machines directly inside a state, with where they stand in it. */
function innerMachinesOf(state: JsonValue): readonly (readonly [string, JsonObject])[] {
  if (!isObject(state)) return [];
  if (state.Type === 'Map') return isObject(state.ItemProcessor) ? [['/ItemProcessor', state.ItemProcessor]] : [];
  if (state.Type !== 'Parallel') return [];
  return objectsOf(state.Branches).map(([index, branch]) => [`/Branches/${index}`, branch]);
}

const statesOf = ({ States }: JsonObject): JsonObject => (isObject(States) ? States : {});

/** Counts no further than it matters. */
function sizeOf(machine: JsonObject, mostStates: number): { readonly states: number; readonly depth: number } {
  const open = [{ machine, depth: 0 }];
  const size = { states: 0, depth: 0 };
  for (let next = open.pop(); next !== undefined && size.states <= mostStates; next = open.pop()) {
    const states = Object.values(statesOf(next.machine));
    size.states += states.length;
    size.depth = Math.max(size.depth, next.depth);
    const depth = next.depth + 1;
    for (const [, inner] of states.flatMap(innerMachinesOf)) open.push({ machine: inner, depth });
  }
  return size;
}

function checkMachine(machine: JsonObject, around: Around, shared: Shared): void {
  const { checking, skip } = shared;
  const graph = readGraph(machine, around.path, skip);
  if (around.depth === 0) checkLanguage(machine, graph.states, checking);
  checkGraph(graph, checking);
  checkNames(graph, shared);
  const facts = followAssignments(graph);
  const taken = new Set(around.taken);
  for (const [name, state] of Object.entries(graph.states)) {
    if (!isObject(state)) continue;
    const path = pointerTo(graph.path, name);
    const assigned = within(around.assigned, facts.get(name));
    const holders = holdersOf(state, path);
    for (const holder of holders) checkAssign(holder, around.taken, checking);
    for (const variable of holders.flatMap(({ assign }) => (isObject(assign) ? Object.keys(assign) : [])))
      taken.add(variable);
    checkState(state, path, checking);
    checkExpressions(state, { path, assigned }, checking);
  }
  for (const [name, state] of Object.entries(graph.states)) {
    const assigned = within(around.assigned, facts.get(name));
    for (const [place, inner] of innerMachinesOf(state)) {
      const path = pointerTo(graph.path, name) + place;
      checkMachine(inner, { path, depth: around.depth + 1, assigned, taken }, shared);
    }
  }
}

interface Holder {
  readonly assign: JsonValue | undefined;
  readonly path: string;
}

/** All that may assign in a state. */
function holdersOf(state: JsonObject, path: string): readonly Holder[] {
  const rules = (['Choices', 'Catch'] as const).flatMap((field) =>
    objectsOf(state[field]).map(([index, rule]) => ({ assign: rule.Assign, path: `${path}/${field}/${index}/Assign` })),
  );
  return [{ assign: state.Assign, path: `${path}/Assign` }, ...rules];
}

/** As in AWS: one name in two scopes would be read as one variable. */
function checkAssign({ assign, path }: Holder, taken: ReadonlySet<string>, { add }: Checking): void {
  for (const name of Object.keys(isObject(assign) ? assign : {})) {
    if (!taken.has(name)) continue;
    const message = `The machine around this one assigns $${name} too, and what is inside may only read that.`;
    const hint = 'Choose another name.';
    add({ code: 'machine.variable_taken', path: pointerTo(path, name), message, hint });
  }
}

/** Paths, records and settings name a state by its name alone. */
function checkNames({ states, path }: Graph, { names, checking: { add } }: Shared): void {
  for (const name of Object.keys(states)) {
    const at = pointerTo(path, name);
    const other = names.get(name);
    if (other === undefined) names.set(name, at);
    else {
      const message = `There is another state named ${quote(name)}, at ${other}.`;
      add({ code: 'machine.state_name_taken', path: at, message, hint: 'Names are unique in the whole document.' });
    }
  }
}

/** Here a missing language is JSONata; wherever else ASL is run, it is JSONPath. */
function checkLanguage(machine: JsonObject, states: JsonObject, { add }: Checking): void {
  const isOpen = (state: JsonValue): boolean => isObject(state) && state.QueryLanguage === undefined;
  if (machine.QueryLanguage !== undefined || !Object.values(states).some(isOpen)) return;
  const message = 'The machine does not say that it is in JSONata mode; elsewhere it would be read as JSONPath.';
  const hint = 'Add "QueryLanguage": "JSONata".';
  add({ code: 'machine.query_language_missing', severity: 'warning', path: '/machine', message, hint });
}
