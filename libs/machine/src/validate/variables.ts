import type { JsonObject, JsonValue } from '../json.ts';
import { expressionOf } from '../template.ts';
import { isObject, type Checking } from './context.ts';
import type { Graph } from './graph.ts';
import { pointerTo } from './pointer.ts';

/** Per state: variables set on some way to it, and on every way. */
export interface Assigned {
  readonly some: ReadonlySet<string>;
  readonly every: ReadonlySet<string>;
}

/** Follows assignments through the graph until nothing changes. */
export function followAssignments({ states, startAt, edges, reachable }: Graph): ReadonlyMap<string, Assigned> {
  const known = new Map<string, Assigned>();
  if (startAt === undefined || !Object.hasOwn(states, startAt)) return known;
  known.set(startAt, { some: new Set(), every: new Set() });
  const live = edges.filter((edge) => reachable.has(edge.from) && Object.hasOwn(states, edge.to));
  for (let changed = true; changed;) {
    changed = false;
    for (const { from, to, assign } of live) {
      const before = known.get(from);
      if (before === undefined) continue;
      const made = Object.keys(assign ?? {});
      const arriving = { some: new Set([...before.some, ...made]), every: new Set([...before.every, ...made]) };
      const merged = to === startAt ? mergeStart(known.get(to), arriving) : merge(known.get(to), arriving);
      if (!isSame(known.get(to), merged)) {
        known.set(to, merged);
        changed = true;
      }
    }
  }
  return known;
}

function merge(old: Assigned | undefined, arriving: Assigned): Assigned {
  if (old === undefined) return arriving;
  return {
    some: new Set([...old.some, ...arriving.some]),
    every: new Set([...old.every].filter((name) => arriving.every.has(name))),
  };
}

/** The start is also reached with nothing assigned. */
const mergeStart = (old: Assigned | undefined, arriving: Assigned): Assigned => ({
  ...merge(old, arriving),
  every: new Set(),
});

const isSame = (left: Assigned | undefined, right: Assigned): boolean =>
  left?.some.size === right.some.size && left.every.size === right.every.size;

/** Where an expression stands: what of `$states` it may read. */
interface Place {
  readonly assigned: Assigned | undefined;
  readonly members: readonly string[];
}

const BASE_MEMBERS = ['input', 'context'];

/** Checks all expressions of one state. */
export function checkExpressions(
  state: JsonObject,
  { path, assigned }: { readonly path: string; readonly assigned: Assigned | undefined },
  checking: Checking,
): void {
  const afterwards =
    state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map'
      ? [...BASE_MEMBERS, 'result']
      : BASE_MEMBERS;
  for (const [field, value] of Object.entries(state)) {
    if (['Type', 'Comment', 'Next', 'Default', 'Resource', 'Branches', 'ItemProcessor', 'Compensate'].includes(field))
      continue;
    const isAfter = field === 'Assign' || field === 'Output';
    const members = field === 'Catch' ? [...BASE_MEMBERS, 'errorOutput'] : isAfter ? afterwards : BASE_MEMBERS;
    checkTemplate(value, { path: pointerTo(path, field), place: { assigned, members } }, checking);
  }
}

function checkTemplate(
  value: JsonValue,
  at: { readonly path: string; readonly place: Place },
  checking: Checking,
): void {
  if (typeof value === 'string') {
    checkText(value, at, checking);
    return;
  }
  if (!isObject(value) && !Array.isArray(value)) return;
  for (const [key, part] of Object.entries(value) as [string, JsonValue][]) {
    if (key !== 'Next' && key !== 'ErrorEquals' && key !== 'Comment')
      checkTemplate(part, { ...at, path: pointerTo(at.path, key) }, checking);
  }
}

function checkText(
  text: string,
  { path, place }: { readonly path: string; readonly place: Place },
  checking: Checking,
): void {
  const source = expressionOf(text);
  if (source === undefined) {
    if (text.trim() !== text && expressionOf(text.trim()) !== undefined) {
      checking.add({
        code: 'expression.not_one',
        severity: 'warning',
        path,
        message: 'The text around {% … %} makes this plain text, not an expression.',
        hint: 'Remove the spaces before and after.',
      });
    }
    return;
  }
  const { problems, freeVariables, statesMembers } = checking.inspect(source);
  for (const problem of problems) {
    const where = problem.position === undefined ? '' : ` (at character ${problem.position})`;
    checking.add({
      code: problem.code,
      path,
      message: `${problem.message}${where}`,
      ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    });
  }
  for (const name of freeVariables) checkVariable(name, { path, place }, checking);
  for (const member of statesMembers) {
    if (!place.members.includes(member)) checking.add(unknownMember(member, path, place));
  }
}

function unknownMember(member: string, path: string, { members }: Place) {
  const hint = `Here ${members.map((name) => `$states.${name}`).join(', ')} exist.`;
  return { code: 'expression.states_member', path, message: `$states.${member} does not exist in this field.`, hint };
}

function checkVariable(
  name: string,
  { path, place: { assigned } }: { readonly path: string; readonly place: Place },
  { add }: Checking,
): void {
  // A state that nothing leads to is reported as such; its variables cannot be judged.
  if (name === 'states' || assigned === undefined || assigned.every.has(name)) return;
  if (assigned.some.has(name)) {
    add({
      code: 'expression.variable_maybe_missing',
      severity: 'warning',
      path,
      message: `$${name} is not set on every way to this state.`,
      hint: 'Set it in an earlier step that every path passes.',
    });
    return;
  }
  add({
    code: 'expression.variable_unknown',
    path,
    message: `No earlier step sets $${name}.`,
    hint: 'Set it with Assign in an earlier step, or read $states.input.',
  });
}
