import type { JsonObject, JsonValue } from '../json.ts';
import { objectsOf, type Checking } from './context.ts';
import { isList, isObject } from './json-kinds.ts';
import { pointerTo } from './pointer.ts';
import { quote } from './quote.ts';

/** One way out of a state: to another state, by the field at `path`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** Names of the variables that are set on this way. */
  readonly assigns: readonly string[];
  /** The state hands its input on and sets nothing, for now. */
  readonly isSkipped: boolean;
}

export interface Graph {
  /** Where its states are in the document. */
  readonly path: string;
  readonly states: JsonObject;
  readonly startAt: string | undefined;
  /** By the state that they leave. */
  readonly edges: ReadonlyMap<string, readonly Edge[]>;
  readonly reachable: ReadonlySet<string>;
}

const NAMED_HINT = 10;

/** The ways out of one state, as far as they are well formed. */
function edgesOf(
  state: JsonObject,
  { name, path, isSkipped }: { readonly name: string; readonly path: string; readonly isSkipped: boolean },
): Edge[] {
  const edge = (to: JsonValue | undefined, at: string, { Assign }: JsonObject): Edge[] =>
    typeof to === 'string'
      ? [{ from: name, to, path: at, assigns: isObject(Assign) ? Object.keys(Assign) : [], isSkipped }]
      : [];
  const hasNext = state.Type !== 'Succeed' && state.Type !== 'Fail' && state.Type !== 'Choice';
  const rulesOf = (field: 'Choices' | 'Catch'): Edge[] =>
    objectsOf(state[field]).flatMap(([index, rule]) => edge(rule.Next, `${path}/${field}/${index}/Next`, rule));
  return [
    ...(hasNext ? edge(state.Next, `${path}/Next`, state) : []),
    ...rulesOf('Choices'),
    ...edge(state.Default, `${path}/Default`, state),
    ...rulesOf('Catch'),
  ];
}

/** Reads the graph of a machine of any shape at a place. `skip`: names of states that are switched off. */
export function readGraph(machine: JsonObject, at: string, skip: JsonValue | undefined): Graph {
  const path = `${at}/States`;
  const states = isObject(machine.States) ? machine.States : {};
  const startAt = typeof machine.StartAt === 'string' ? machine.StartAt : undefined;
  const skipped = new Set(isList(skip) ? skip : []);
  const edges = new Map<string, readonly Edge[]>();
  for (const [name, state] of Object.entries(states)) {
    const isSkipped = skipped.has(name) && isObject(state) && state.Type !== 'Choice';
    if (isObject(state)) edges.set(name, edgesOf(state, { name, path: pointerTo(path, name), isSkipped }));
  }
  return { path, states, startAt, edges, reachable: reachFrom(startAt, { states, edges }) };
}

function reachFrom(start: string | undefined, { states, edges }: Pick<Graph, 'states' | 'edges'>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [start];
  while (open.length > 0) {
    const name = open.pop();
    if (name === undefined || reached.has(name) || !Object.hasOwn(states, name)) continue;
    reached.add(name);
    for (const { to } of edges.get(name) ?? []) open.push(to);
  }
  return reached;
}

/** Missing targets, unreachable states, and machines that cannot end. */
export function checkGraph(graph: Graph, { add }: Checking): void {
  const { path: at, states, startAt, edges, reachable } = graph;
  const names = Object.keys(states);
  const isMissing = (name: string): boolean => !Object.hasOwn(states, name);
  if (startAt !== undefined && startAt !== '' && isMissing(startAt)) {
    const message = `StartAt names ${quote(startAt)}, which is no state.`;
    add({ code: 'machine.start_missing', path: at.replace(/States$/, 'StartAt'), message, hint: nameHint(names) });
  }
  for (const { to, path } of [...edges.values()].flat()) {
    if (isMissing(to)) add({ code: 'machine.target_missing', path, message: noState(to), hint: nameHint(names) });
  }
  if (startAt === undefined || isMissing(startAt)) return;
  for (const name of names.filter((candidate) => !reachable.has(candidate))) {
    const message = `No step leads to ${quote(name)}.`;
    const hint = 'Connect it, or delete it.';
    add({ code: 'machine.state_unreachable', path: pointerTo(at, name), message, hint });
  }
  if (names.some((name) => reachable.has(name) && isEnd(states[name]))) return;
  const hint = 'Give a state "End": true, or add a Succeed state.';
  add({ code: 'machine.no_end', path: at, message: 'The machine can never end.', hint });
}

/** A setting of a state that does not exist changes nothing, and somebody believes that it does. */
export function checkSettingNames(
  settings: JsonValue | undefined,
  states: ReadonlySet<string>,
  { add }: Checking,
): void {
  const { skip, answers } = isObject(settings) ? settings : {};
  const named = [
    ...(isList(skip) ? skip : []).map((name, index) => [name, `/settings/skip/${index}`] as const),
    ...Object.keys(isObject(answers) ? answers : {}).map(
      (name) => [name, pointerTo('/settings/answers', name)] as const,
    ),
  ];
  for (const [name, path] of named) {
    if (typeof name !== 'string' || states.has(name)) continue;
    const hint = 'Take it off the list.';
    add({ code: 'machine.target_missing', severity: 'warning', path, message: noState(name), hint });
  }
}

const noState = (name: string): string => `There is no state named ${quote(name)}.`;

function isEnd(state: JsonValue | undefined): boolean {
  return isObject(state) && (state.End === true || state.Type === 'Succeed' || state.Type === 'Fail');
}

function nameHint(names: readonly string[]): string {
  if (names.length === 0) return 'Add a state first.';
  const some = names.slice(0, NAMED_HINT).map(quote).join(', ');
  return `The states are: ${some}${names.length > NAMED_HINT ? ', …' : ''}.`;
}
