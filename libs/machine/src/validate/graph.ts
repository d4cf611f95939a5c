import type { JsonObject, JsonValue } from '../json.ts';
import { isObject, objectsOf, type Checking } from './context.ts';
import { pointerTo } from './pointer.ts';

/** One way out of a state: to another state, by the field at `path`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** The member of the document whose `Assign` applies on this way. */
  readonly assign?: JsonObject;
}

export interface Graph {
  readonly states: JsonObject;
  readonly startAt: string | undefined;
  readonly edges: readonly Edge[];
  readonly reachable: ReadonlySet<string>;
}

const STATES = '/machine/States';

/** The ways out of one state, as far as they are well formed. */
function edgesOf(name: string, state: JsonObject): Edge[] {
  const path = pointerTo(STATES, name);
  const own = objectOrNone(state.Assign);
  const edge = (to: JsonValue | undefined, at: string, assign: JsonObject | undefined): Edge[] =>
    typeof to === 'string' ? [{ from: name, to, path: at, ...(assign === undefined ? {} : { assign }) }] : [];
  return [
    ...(state.Type === 'Succeed' || state.Type === 'Fail' || state.Type === 'Choice'
      ? []
      : edge(state.Next, `${path}/Next`, own)),
    ...objectsOf(state.Choices).flatMap(([index, rule]) =>
      edge(rule.Next, `${path}/Choices/${index}/Next`, objectOrNone(rule.Assign)),
    ),
    ...edge(state.Default, `${path}/Default`, own),
    ...objectsOf(state.Catch).flatMap(([index, catcher]) =>
      edge(catcher.Next, `${path}/Catch/${index}/Next`, objectOrNone(catcher.Assign)),
    ),
  ];
}

const objectOrNone = (value: JsonValue | undefined): JsonObject | undefined => (isObject(value) ? value : undefined);

/** Reads the graph of a machine of any shape. */
export function readGraph(machine: JsonObject): Graph {
  const states = isObject(machine.States) ? machine.States : {};
  const startAt = typeof machine.StartAt === 'string' ? machine.StartAt : undefined;
  const edges = Object.entries(states).flatMap(([name, state]) => (isObject(state) ? edgesOf(name, state) : []));
  return { states, startAt, edges, reachable: reachFrom(startAt === undefined ? [] : [startAt], { states, edges }) };
}

function reachFrom(starts: readonly string[], { states, edges }: Pick<Graph, 'states' | 'edges'>): ReadonlySet<string> {
  const following = groupByFrom(edges);
  const reached = new Set<string>();
  const open = [...starts];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name) || !Object.hasOwn(states, name)) continue;
    reached.add(name);
    open.push(...(following.get(name) ?? []).map((edge) => edge.to));
  }
  return reached;
}

function groupByFrom(edges: readonly Edge[]): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) groups.set(edge.from, [...(groups.get(edge.from) ?? []), edge]);
  return groups;
}

/** Missing targets, unreachable states, and machines that cannot end. */
export function checkGraph(graph: Graph, { add }: Checking): void {
  const { states, startAt, edges, reachable } = graph;
  const names = Object.keys(states);
  if (startAt !== undefined && startAt !== '' && !Object.hasOwn(states, startAt)) {
    add({
      code: 'machine.start_missing',
      path: '/machine/StartAt',
      message: `StartAt names "${startAt}", which is no state.`,
      hint: nameHint(names),
    });
  }
  for (const { to, path } of edges) {
    if (!Object.hasOwn(states, to)) {
      add({ code: 'machine.target_missing', path, message: `There is no state named "${to}".`, hint: nameHint(names) });
    }
  }
  if (startAt === undefined || !Object.hasOwn(states, startAt)) return;
  for (const name of names) {
    if (!reachable.has(name)) {
      add({
        code: 'machine.state_unreachable',
        path: pointerTo(STATES, name),
        message: `No step leads to "${name}".`,
        hint: 'Connect it, or delete it.',
      });
    }
  }
  if (names.some((name) => reachable.has(name) && isEnd(states[name]))) return;
  add({
    code: 'machine.no_end',
    path: '/machine/States',
    message: 'The machine can never end.',
    hint: 'Give a state "End": true, or add a Succeed state.',
  });
}

function isEnd(state: JsonValue | undefined): boolean {
  if (!isObject(state)) return false;
  return state.End === true || state.Type === 'Succeed' || state.Type === 'Fail';
}

const nameHint = (names: readonly string[]): string =>
  names.length === 0
    ? 'Add a state first.'
    : `The states are: ${names
        .slice(0, 10)
        .map((name) => `"${name}"`)
        .join(', ')}${names.length > 10 ? ', …' : ''}.`;
