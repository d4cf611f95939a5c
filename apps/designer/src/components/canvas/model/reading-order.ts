// The order in which a person reads a workflow: a step, then what is inside of it, then each way on which others stand.
import type { Machine, State, WorkflowDocument } from '@millrace/machine';
import { ROOT_SCOPE, type Scope, scopesOf } from './scope.ts';
import { slotsOf, type Way } from './slot.ts';

/** A step where it is read. */
export interface ReadingStep {
  readonly name: string;
  readonly state: State;
  /** The rules of a Choice and what catches errors; the plain way on is the step that is read next. */
  readonly ways: readonly ReadingWay[];
  /** What a Map or a Parallel holds: one list for each of its machines. */
  readonly inner: readonly ReadingScope[];
}
/** A way that parts from the main one, with the steps that stand on it alone. */
export interface ReadingWay extends Way {
  readonly steps: readonly ReadingStep[];
}
export interface ReadingScope {
  /** JSON Pointer of the machine. */
  readonly path: string;
  readonly steps: readonly ReadingStep[];
  /** What nothing leads to. */
  readonly apart: readonly ReadingStep[];
}

/** Documents never change, and every part of the designer asks for the same one. */
const known = new WeakMap<WorkflowDocument, ReadingScope>();

/** A whole document in reading order. Steps to which several ways of one step lead are read behind all of these. */
export function readingOrder(document: WorkflowDocument): ReadingScope {
  const found = known.get(document);
  if (found !== undefined) return found;
  const scopes = scopesOf(document);
  const root = scopes.find(({ path }) => path === ROOT_SCOPE);
  const order = root === undefined ? { path: ROOT_SCOPE, steps: [], apart: [] } : readScope(root, scopes);
  known.set(document, order);
  return order;
}

function readScope({ path, machine }: Scope, scopes: readonly Scope[]): ReadingScope {
  const reading = new Reading(machine, (name) =>
    scopes
      .filter((scope) => scope.owner?.state === name && scope.path.startsWith(`${path}/States/`))
      .map((scope) => readScope(scope, scopes)),
  );
  const steps = reading.chain(machine.StartAt, new Set());
  const apart = Object.keys(machine.States).flatMap((name) => reading.chain(name, new Set()));
  return { path, steps, apart };
}

/** One walk through a machine; no step is read twice. Steps go by numbers: most of the time goes into looking ahead. */
class Reading {
  private readonly names: readonly string[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly isDone: Uint8Array;
  /** The last look ahead that came to a step. */
  private readonly seenBy: Int32Array;
  private looks = 0;
  private readonly targets: (readonly number[] | undefined)[] = [];
  private readonly machine: Machine;
  private readonly innerOf: (name: string) => readonly ReadingScope[];

  constructor(machine: Machine, innerOf: (name: string) => readonly ReadingScope[]) {
    this.machine = machine;
    this.innerOf = innerOf;
    this.names = Object.keys(machine.States);
    this.numbers = new Map(this.names.map((name, index) => [name, index]));
    this.isDone = new Uint8Array(this.names.length);
    this.seenBy = new Int32Array(this.names.length);
  }

  /** The steps from one on, as far as none of `stops`: these are read later, on a way that all of them share. */
  chain(start: string | undefined, stops: ReadonlySet<string>): readonly ReadingStep[] {
    const steps: ReadingStep[] = [];
    const open = [start ?? ''];
    // What is found on the way stands at the end, and is come to as well.
    for (const name of open) {
      const index = stops.has(name) ? undefined : this.unread(name);
      const state = index === undefined ? undefined : this.machine.States[name];
      if (index === undefined || state === undefined) continue;
      this.isDone[index] = 1;
      const ways = slotsOf(name, state);
      const shared = this.sharedBy(ways);
      const parting = ways.filter(({ slot }) => slot.kind !== 'next');
      const stopsOfWays = shared.length === 0 ? stops : new Set([...stops, ...shared]);
      steps.push({
        name,
        state,
        inner: this.innerOf(name),
        ways: parting.map((way) => ({ ...way, steps: this.chain(way.target, stopsOfWays) })),
      });
      open.push(ways.find(({ slot }) => slot.kind === 'next')?.target ?? '', ...shared);
    }
    return steps;
  }

  /** The number of a step that is still to be read. */
  private unread(name: string | undefined): number | undefined {
    const index = name === undefined ? undefined : this.numbers.get(name);
    return index === undefined || this.isDone[index] === 1 ? undefined : index;
  }

  /** What two or more ways come to, nearest first. */
  private sharedBy(ways: readonly Way[]): readonly string[] {
    const targets = new Set(ways.map(({ target }) => target).filter((target) => target !== undefined));
    if (targets.size < 2) return [];
    const times = new Uint16Array(this.names.length);
    const found: number[] = [];
    for (const target of targets)
      for (const index of this.unreadFrom(target)) {
        const before = times[index] ?? 0;
        times[index] = before + 1;
        if (before === 0) found.push(index);
      }
    return found.flatMap((index) => ((times[index] ?? 0) > 1 ? (this.names[index] ?? []) : []));
  }

  /** All that can be come to, nearest first, but not past what has been read. */
  private unreadFrom(start: string): readonly number[] {
    const first = this.unread(start);
    if (first === undefined) return [];
    this.looks += 1;
    const reached = [first];
    this.seenBy[first] = this.looks;
    for (const index of reached)
      for (const target of this.targetsOf(index)) {
        if (this.isDone[target] === 1 || this.seenBy[target] === this.looks) continue;
        this.seenBy[target] = this.looks;
        reached.push(target);
      }
    return reached;
  }

  /** The states that a state leads to. Asked again and again on the way through a machine. */
  private targetsOf(index: number): readonly number[] {
    const known = this.targets[index];
    if (known !== undefined) return known;
    const name = this.names[index] ?? '';
    const state = this.machine.States[name];
    const ways = state === undefined ? [] : slotsOf(name, state);
    const targets = ways.flatMap(({ target }) => this.numbers.get(target ?? '') ?? []);
    this.targets[index] = targets;
    return targets;
  }
}

/** Every step of a document in reading order, each before what is inside of it. */
export function readingSteps({ steps, apart }: ReadingScope): readonly ReadingStep[] {
  return [...steps, ...apart].flatMap((step) => [
    step,
    ...step.inner.flatMap(readingSteps),
    ...step.ways.flatMap((way) => readingSteps({ path: '', steps: way.steps, apart: [] })),
  ]);
}

const isEnd = ({ Type }: State): boolean => Type === 'Succeed' || Type === 'Fail';

const knownNumbers = new WeakMap<WorkflowDocument, ReadonlyMap<string, string>>();

/** The number of each step: 4, and 4.1 for the first one inside of it. Ends have none. */
export function numbersOf(document: WorkflowDocument): ReadonlyMap<string, string> {
  const found = knownNumbers.get(document);
  if (found !== undefined) return found;
  const numbers = new Map<string, string>();
  number([readingOrder(document)], '', numbers);
  knownNumbers.set(document, numbers);
  return numbers;
}

function number(scopes: readonly ReadingScope[], prefix: string, numbers: Map<string, string>): void {
  let count = 0;
  const visit = (step: ReadingStep): void => {
    if (!isEnd(step.state)) {
      count += 1;
      numbers.set(step.name, `${prefix}${count}`);
    }
    number(step.inner, `${numbers.get(step.name) ?? ''}.`, numbers);
    for (const way of step.ways) way.steps.forEach(visit);
  };
  for (const { steps, apart } of scopes) [...steps, ...apart].forEach(visit);
}
