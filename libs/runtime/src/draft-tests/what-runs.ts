import { pointerTo, type Machine, type WorkflowDocument } from '@millrace/machine';
import { findMachine, findStatePlace, innerSteps } from './find-machine.ts';
import type { MachineStep } from './draft-test.ts';
import type { TestWish } from './plan-test.ts';

/** A place in the draft that a test passes through. */
interface Passed {
  readonly pointer: string;
  readonly state: unknown;
  /** Where it leads does not matter: the machine ends after it. */
  readonly isLast: boolean;
  /** Something stands in for it. */
  readonly isMocked: boolean;
  readonly isSkipped: boolean;
}

/** Whether what somebody found in the draft is in the way of a test. */
type IsInTheWay = (finding: { readonly path: string; readonly code: string }) => boolean;

const WAYS_OUT = /\/(?:Next|Default|End|(?:Choices|Catch)\/\d+\/Next)$/;
/** Of the document itself. */
const WHOLE = new Set(['document.too_deep', 'workflow.too_large']);

/**
 * Which findings matter to a test: those of steps that it would pass through, of the machines around them and of the
 * connectors that they use. A step alone reads what it is given, so what earlier steps set is no matter.
 */
export function findWhatRuns(draft: WorkflowDocument, wish: TestWish): IsInTheWay {
  const passed = wish.state === undefined ? passedFromStart(draft, wish) : passedAlone(draft, wish, wish.state);
  const byPointer = new Map(passed.map((place) => [place.pointer, place]));
  const isAlone = wish.state !== undefined;
  const used = JSON.stringify(passed.map(({ state, isMocked }) => (isMocked ? null : state)));
  return ({ path, code }) => {
    if (WHOLE.has(code)) return true;
    if (code === 'machine.no_end' && (isAlone || wish.until !== undefined)) return false;
    const [, connector] = /^\/connectors\/(.*)$/.exec(path) ?? [];
    if (connector !== undefined) return used.includes(`"connector:${connector}/`);
    const state = innermostState(path);
    if (state === undefined) return !isAlone && /^\/machine(?:$|\/)/.test(path);
    const place = byPointer.get(state);
    return place !== undefined && matters(place, { path, code }, isAlone);
  };
}

function matters(place: Passed, { path, code }: { path: string; code: string }, isAlone: boolean): boolean {
  const isWay = code === 'machine.transition_missing' || WAYS_OUT.test(path.slice(place.pointer.length));
  if (isWay) return !place.isLast;
  if (place.isSkipped) return false;
  if (place.isMocked) return code.startsWith('expression.');
  return !(isAlone && code === 'expression.variable_unknown');
}

function passedFromStart(draft: WorkflowDocument, wish: TestWish): readonly Passed[] {
  const until = wish.until === undefined ? undefined : findStatePlace(draft.machine, wish.until);
  const last = new Set(until === undefined ? [] : [...until.within.map(({ state }) => state), wish.until ?? '']);
  return walk(draft, [], { wish, last });
}

function passedAlone(draft: WorkflowDocument, wish: TestWish, name: string): readonly Passed[] {
  const place = findStatePlace(draft.machine, name);
  if (place === undefined) return [];
  const last = new Set([name]);
  const isMocked = Object.hasOwn(wish.mocks, name);
  const pointer = statePointer(place.within, name);
  const own = { pointer, state: place.state, isMocked, isLast: true, isSkipped: false };
  const inner = isMocked ? [] : innerSteps(name, place.state);
  return [own, ...inner.flatMap((step) => walk(draft, [...place.within, step], { wish, last }))];
}

interface Walk {
  readonly wish: TestWish;
  readonly last: ReadonlySet<string>;
}

/** The states that a machine may come to from its start, and those inside of them. */
function walk(draft: WorkflowDocument, within: readonly MachineStep[], how: Walk): readonly Passed[] {
  const machine: Partial<Machine> = findMachine(draft.machine, within);
  const states = (machine.States ?? {}) as Readonly<Record<string, unknown>>;
  const seen = new Set<string>();
  const open: unknown[] = [machine.StartAt];
  const passed: Passed[] = [];
  for (let name = open.pop(); name !== undefined || open.length > 0; name = open.pop()) {
    if (typeof name !== 'string' || seen.has(name) || !Object.hasOwn(states, name)) continue;
    seen.add(name);
    const state = states[name];
    const place = toPassed(draft, { within, name, state, how });
    passed.push(place);
    if (!place.isLast) open.push(...targetsOf(state));
    if (place.isMocked || place.isSkipped) continue;
    for (const step of innerSteps(name, state)) passed.push(...walk(draft, [...within, step], how));
  }
  return passed;
}

function toPassed(
  draft: WorkflowDocument,
  {
    within,
    name,
    state,
    how,
  }: Pick<Passed, 'state'> & {
    readonly within: readonly MachineStep[];
    readonly name: string;
    readonly how: Walk;
  },
): Passed {
  const skip: unknown = draft.settings?.skip;
  return {
    ...{ pointer: statePointer(within, name), state },
    isLast: how.last.has(name),
    isMocked: Object.hasOwn(how.wish.mocks, name),
    isSkipped: Array.isArray(skip) && skip.includes(name),
  };
}

function targetsOf(state: unknown): readonly unknown[] {
  if (typeof state !== 'object' || state === null) return [];
  const { Next, Default, Choices, Catch } = state as Readonly<Record<string, unknown>>;
  const rules = [Choices, Catch].flatMap((list) => (Array.isArray(list) ? (list as readonly unknown[]) : []));
  return [Next, Default, ...rules.map((rule) => (rule as { readonly Next?: unknown } | null)?.Next)];
}

/** JSON Pointer of a state. */
function statePointer(within: readonly MachineStep[], name: string): string {
  const machine = within.reduce((around, { state, branch }) => {
    const at = pointerTo(`${around}/States`, state);
    return branch === undefined ? `${at}/ItemProcessor` : `${at}/Branches/${branch}`;
  }, '/machine');
  return pointerTo(`${machine}/States`, name);
}

const STATE = /^\/machine\/States\/[^/]+(?:\/(?:ItemProcessor|Branches\/\d+)\/States\/[^/]+)*/;

/** The state that a place is in, if it is in one. */
const innermostState = (path: string): string | undefined => STATE.exec(path)?.[0];
