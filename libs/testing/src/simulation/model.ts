// What a workflow means, said once more: plain recursion over its document, without time, faults, journals or `libs/machine`.
import type {
  Catcher,
  ChoiceState,
  JsonObject,
  JsonValue,
  Machine,
  MapState,
  ParallelState,
  State,
} from '@millrace/machine';
import type { TaskState, WorkflowDocument } from '@millrace/machine';
import { batched, isSkipped, nextOf } from './documents.ts';
import { delayOf, matches } from './error-rules.ts';
import { pathName } from './paths.ts';
import { wayOf, waysOfTask } from './task-ways.ts';
import type { Decision } from './standstill-script.ts';
import { SIMULATED_SCRIPT, type TaskScript } from './task-script.ts';
import { TINY_LANGUAGE, type TinyLanguage } from './tiny-language.ts';
import { joined, LIMITS, merged, START, then, threw, TooMuch, type Way } from './ways.ts';

export interface ModelledWorkflow {
  readonly document: WorkflowDocument;
  readonly salt: number;
}
/** What expressions mean, and what everybody does who is asked something. */
export interface ModelledWorld {
  readonly language: TinyLanguage;
  readonly script: TaskScript;
}
interface Scene {
  readonly path: string;
  readonly vars: JsonObject;
  readonly item?: JsonObject | undefined;
}
interface At extends Scene {
  readonly input: JsonValue;
  readonly retries?: number;
  readonly extra?: JsonObject;
}
type GuardedState = TaskState | ParallelState | MapState;
/** How far a state with rules has come: attempts made, and retries used, by rule. */
interface Tried {
  readonly before: Way;
  readonly used: readonly number[];
  readonly made: number;
}
interface Guard {
  readonly state: GuardedState;
  readonly at: At;
  readonly ended: Way[];
  readonly open: Tried[];
}
type Leaving = Readonly<{ Assign?: JsonObject; Output?: JsonValue; Next?: string }>;

/** The ways in which a run of the workflow may go. `find`: workflows by name. */
export class Model {
  readonly #find: (name: string) => ModelledWorkflow;
  readonly #world: ModelledWorld;
  readonly #known = new Map<string, readonly Way[]>();
  #steps = 0;

  constructor(
    find: (name: string) => ModelledWorkflow,
    world: ModelledWorld = { language: TINY_LANGUAGE, script: SIMULATED_SCRIPT },
  ) {
    this.#find = find;
    this.#world = world;
  }

  waysOf(name: string, input: JsonValue): readonly Way[] {
    const key = `${name} ${JSON.stringify(input)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#steps = 0;
    const { machine } = this.#find(name).document;
    const ways = this.#walk(name).machine(machine, { path: '', vars: {} }, input);
    this.#known.set(key, ways);
    return ways;
  }

  /** What undoing a step comes to, when it is called with this. */
  undoingOf(name: string, undoing: TaskState, at: { path: string; input: JsonValue }): readonly Way[] {
    return this.#walk(name).task(undoing, { ...at, vars: {} });
  }

  #walk(name: string): Walk {
    return new Walk({
      ...this.#find(name),
      ...this.#world,
      children: (child, given) => this.waysOf(child, given),
      count: () => {
        this.#steps += 1;
        if (this.#steps > LIMITS.steps) throw new TooMuch('steps');
      },
    });
  }
}

interface Subject extends ModelledWorkflow, ModelledWorld {
  readonly children: (name: string, input: JsonValue) => readonly Way[];
  readonly count: () => void;
}

class Walk {
  readonly #of: Subject;
  constructor(of: Subject) {
    this.#of = of;
  }

  machine(machine: Machine, scene: Scene, input: JsonValue): readonly Way[] {
    const ended: Way[] = [];
    const first: Way = { ...START, output: input, vars: scene.vars, next: machine.StartAt };
    const open = [{ way: first, visits: {} as Readonly<Record<string, number>> }];
    for (const { way, visits } of open) {
      this.#of.count();
      if (open.length > LIMITS.open || way.may.length > LIMITS.may) throw new TooMuch('ways');
      const name = way.next ?? '';
      const visit = (visits[name] ?? 0) + 1;
      const path = `${scene.path}${scene.path === '' ? '' : '/'}${pathName(name, visit)}`;
      const state = machine.States[name];
      if (state === undefined) throw new Error(`There is no state ${name}.`);
      for (const exit of this.#state(state, name, { ...scene, vars: way.vars, path, input: way.output })) {
        const so = then(way, exit);
        if (exit.next === undefined || exit.error !== undefined) ended.push({ ...so, vars: {} });
        else open.push({ way: so, visits: { ...visits, [name]: visit } });
      }
    }
    return merged(ended);
  }

  #state(state: State, name: string, at: At): readonly Way[] {
    if (isSkipped(this.#of.document, name)) return [this.#left(nextOf(state), at)];
    switch (state.Type) {
      case 'Fail':
        return [threw(String(state.Error), String(state.Cause))];
      case 'Choice':
        return [this.#chosen(state, at)];
      case 'Wait':
        return [{ ...this.#left(state, at), ms: 1000 * Number(state.Seconds) }];
      case 'Task':
        return this.task(state, at);
      case 'Parallel':
        return this.#guarded(state, at, (retries) => this.#parallel(state, { ...at, retries }));
      case 'Map':
        return this.#guarded(state, at, (retries) => this.#map(state, { ...at, retries }));
      case 'Pass':
      case 'Succeed':
        return [this.#left(state, at)];
    }
  }

  #chosen(state: ChoiceState, at: At): Way {
    const rule = state.Choices.find(({ Condition }) => this.#value(Condition, at) === true);
    if (rule !== undefined) return this.#left(rule, at);
    return this.#left({ ...state, ...(state.Default && { Next: state.Default }) }, at);
  }

  task(state: TaskState, at: At): readonly Way[] {
    return this.#guarded(state, at, (retries) => {
      const given = state.Arguments === undefined ? at.input : this.#value(state.Arguments, { ...at, retries });
      const must = state.Resource.startsWith('code:') ? [] : [`${at.path} ${retries + 1}`];
      const call = { salt: this.#of.salt, path: at.path, attempt: retries + 1, arguments: given };
      return waysOfTask(state, call, this.#of).map((way) => ({ ...way, must }));
    });
  }

  /** By `Retry` again, out by `Catch`, or held until somebody decides. */
  #guarded(state: GuardedState, at: At, once: (retries: number) => readonly Way[]): readonly Way[] {
    const ended: Way[] = [];
    const open: Tried[] = [{ before: START, used: [], made: 0 }];
    for (const from of open) {
      this.#of.count();
      for (const tried of once(from.made)) this.#settle({ state, at, ended, open }, from, tried);
    }
    return merged(ended);
  }

  #settle(guard: Guard, from: Tried, { decisions, ...tried }: Way): void {
    const { state, ended, open } = guard;
    const { before, used, made } = from;
    const at = { ...guard.at, retries: made };
    const { must, may, ms, output: result } = tried;
    const left = tried.error === undefined ? this.#left(state, { ...at, extra: { result } }) : tried;
    const way = then(before, { ...left, must, may, ms: ms + LIMITS.taskMs });
    const rules = way.isStuck === true ? [] : (state.Retry ?? []);
    const index = rules.findIndex(({ ErrorEquals }) => matches(ErrorEquals, way));
    const [retrier, count] = [rules[index], used[index] ?? 0];
    if (retrier !== undefined && count < (retrier.MaxAttempts ?? 3)) {
      const next = Object.assign(
        rules.map((_, rule) => used[rule] ?? 0),
        { [index]: count + 1 },
      );
      open.push({ before: { ...way, ms: way.ms + delayOf(retrier, count, way) }, used: next, made: made + 1 });
      return;
    }
    const isCaught = (state.Catch ?? []).some(({ ErrorEquals }) => matches(ErrorEquals, way));
    if (decisions === undefined || isCaught) ended.push(this.#caught(state.Catch, at, way));
    else for (const decision of decisions) this.#decide(guard, { before: way, used, made: made + 1 }, decision);
  }

  /** What is decided is an attempt of its own, in which nothing is called; but another attempt is one. */
  #decide(guard: Guard, from: Tried, decision: Decision | undefined): void {
    const { error: _, cause: __, ...before } = from.before;
    if (decision === undefined) guard.ended.push({ ...before, error: 'Sim.Forgotten', cause: '', isStuck: true });
    else if (decision.kind === 'again') guard.open.push({ ...from, before });
    else this.#settle(guard, { ...from, before }, wayOf(decision));
  }

  #caught(catchers: readonly Catcher[] = [], at: At, failed: Way): Way {
    const catcher = catchers.find(({ ErrorEquals }) => matches(ErrorEquals, failed));
    const { alias: _, ...way } = failed;
    if (catcher === undefined || failed.isStuck === true) return way;
    const errorOutput = { Error: way.error ?? '', Cause: way.cause ?? '' };
    return then(way, this.#left(catcher, { ...at, input: errorOutput, extra: { errorOutput } }));
  }

  #parallel({ Arguments, Branches }: ParallelState, at: At): readonly Way[] {
    const input = Arguments === undefined ? at.input : this.#value(Arguments, at);
    const threads = Branches.map((branch, index) =>
      this.machine(branch, { ...at, path: `${at.path}[${index}]` }, input),
    );
    return joined(threads, { atOnce: threads.length }).map((way) => ({ ...way, alias: 'States.BranchFailed' }));
  }

  #map({ Items = null, ItemSelector, ItemBatcher, ItemProcessor, ...state }: MapState, at: At): readonly Way[] {
    const items = this.#value(Items, at) as readonly JsonValue[];
    const itemOf = (value: JsonValue, Index: number): JsonObject => ({ Index, Value: value });
    const selected = items.map((value, index) =>
      ItemSelector === undefined ? value : this.#value(ItemSelector, { ...at, item: itemOf(value, index) }),
    );
    const size = ItemBatcher === undefined ? undefined : Number(ItemBatcher.MaxItemsPerBatch);
    const given = size === undefined ? items : batched(selected, size);
    const threads = given.map((value, index) => {
      const scene = { path: `${at.path}[${index}]`, vars: at.vars, item: itemOf(value, index) };
      return this.machine(ItemProcessor, scene, size === undefined ? (selected[index] ?? null) : value);
    });
    const most = state.ToleratedFailureCount;
    const atOnce = Number(state.MaxConcurrency ?? 0) || LIMITS.atOnce;
    return joined(threads, { atOnce, ...(most === undefined ? {} : { most: Number(most) }) });
  }

  #left(holder: Leaving, at: At): Way {
    try {
      const assigned = holder.Assign === undefined ? {} : (this.#value(holder.Assign, at) as JsonObject);
      const output = holder.Output === undefined ? (at.extra?.result ?? at.input) : this.#value(holder.Output, at);
      return { ...START, output, vars: { ...at.vars, ...assigned }, next: holder.Next };
    } catch (thrown) {
      return threw((thrown as { error: string }).error);
    }
  }

  #value(template: JsonValue, { input, vars, item = {}, retries = 0, extra = {} }: At): JsonValue {
    const context: JsonObject = { State: { RetryCount: retries }, Map: { Item: item }, Task: { Token: 'T' } };
    return this.#of.language.fill(template, { ...vars, states: { input, context, ...extra } });
  }
}
