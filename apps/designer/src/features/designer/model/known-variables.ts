// Which variables are set where: a data flow over each machine, the inner ones within what is set around them.
import type { State, WorkflowDocument } from '@millrace/machine';
import { type Place, placesOf, type Scope, scopesOf } from '../../../components/canvas/model/scope.ts';
import { slotsOf } from '../../../components/canvas/model/slot.ts';
import { variablesReadBy, variablesSetBy } from './readers.ts';

/** Variables as bits. */
interface Facts {
  /** Set on some way to the state. */
  readonly some: bigint;
  /** Set on every way. */
  readonly every: bigint;
}

/** What is known of the variables of a document. */
export interface KnownVariables {
  /** Nothing is known of a state that no way leads to; then it is `undefined`. */
  readonly isEverSet: (state: string, variable: string) => boolean | undefined;
  readonly isAlwaysSet: (state: string, variable: string) => boolean | undefined;
}

/** What is set when each state is entered. */
export function knownVariables(document: WorkflowDocument): KnownVariables {
  const names = [...new Set(placesOf(document).flatMap(({ state }) => variablesSetBy(state)))];
  const bits = new Map(names.map((name, index) => [name, 1n << BigInt(index)]));
  const facts = new Map<string, Facts>();
  for (const scope of scopesOf(document)) {
    const around = scope.owner === undefined ? NOTHING : facts.get(scope.owner.state);
    if (around !== undefined) follow(scope, { around, bits, facts });
  }
  const ask = (part: keyof Facts) => (state: string, variable: string) => {
    const known = facts.get(state);
    return known === undefined ? undefined : (known[part] & (bits.get(variable) ?? 0n)) !== 0n;
  };
  return { isEverSet: ask('some'), isAlwaysSet: ask('every') };
}

const NOTHING: Facts = { some: 0n, every: 0n };

interface Flow {
  readonly around: Facts;
  readonly bits: ReadonlyMap<string, bigint>;
  readonly facts: Map<string, Facts>;
}

function follow({ machine: { StartAt, States } }: Scope, { around, bits, facts }: Flow): void {
  const open = [StartAt];
  if (Object.hasOwn(States, StartAt)) facts.set(StartAt, around);
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const state = Object.hasOwn(States, name) ? States[name] : undefined;
    const before = facts.get(name);
    if (state === undefined || before === undefined) continue;
    for (const { target, assigns } of waysOf(name, state)) {
      if (!Object.hasOwn(States, target)) continue;
      const set = assigns.reduce((all, variable) => all | (bits.get(variable) ?? 0n), 0n);
      if (learn(facts, target, { some: before.some | set, every: before.every | set })) open.push(target);
    }
  }
}

/** Takes in what one way brings; true when its end learned something. */
function learn(facts: Map<string, Facts>, name: string, { some, every }: Facts): boolean {
  const known = facts.get(name);
  const next = known === undefined ? { some, every } : { some: known.some | some, every: known.every & every };
  facts.set(name, next);
  return next.some !== known?.some || next.every !== known.every;
}

/** The ways out of a state, with what is set on each. */
function waysOf(
  name: string,
  state: State,
): readonly { readonly target: string; readonly assigns: readonly string[] }[] {
  return slotsOf(name, state).flatMap(({ slot, target }) => {
    if (target === undefined) return [];
    const holder: { readonly Assign?: object } | undefined =
      slot.kind === 'rule' || slot.kind === 'catch' ? ruleOf(state, slot) : state;
    return [{ target, assigns: Object.keys(holder?.Assign ?? {}) }];
  });
}

function ruleOf(
  state: State,
  { kind, index }: { readonly kind: 'rule' | 'catch'; readonly index: number },
): object | undefined {
  if (kind === 'catch') return 'Catch' in state ? state.Catch[index] : undefined;
  return state.Type === 'Choice' ? state.Choices[index] : undefined;
}

/** A step that would be run without what it reads. */
interface BrokenRead {
  readonly reader: string;
  readonly writer: string;
  readonly variable: string;
}

/** The first read that holds before an edit, and no longer holds after it. What nothing leads to reads nothing. */
export function brokenRead(before: WorkflowDocument, after: WorkflowDocument): BrokenRead | undefined {
  const [old, now] = [knownVariables(before), knownVariables(after)];
  const writers = writersOf(before);
  for (const { name, state } of placesOf(after))
    for (const variable of variablesReadBy(state)) {
      const writer = writers.get(variable);
      if (writer === undefined || now.isEverSet(name, variable) === undefined) continue;
      const isWorse = (ask: keyof KnownVariables): boolean =>
        old[ask](name, variable) === true && now[ask](name, variable) === false;
      if (isWorse('isAlwaysSet') || isWorse('isEverSet')) return { reader: name, writer, variable };
    }
  return undefined;
}

/** Variable -> the first step that keeps it. */
function writersOf(document: WorkflowDocument): ReadonlyMap<string, string> {
  const pairs = placesOf(document).flatMap(({ name, state }) =>
    variablesSetBy(state).map((variable) => [variable, name] as const),
  );
  return new Map(pairs.reverse());
}

/** A variable that a machine keeps, and one around it too: it would be read as one variable. */
export function sharedVariable(
  document: WorkflowDocument,
): { readonly writer: string; readonly variable: string } | undefined {
  const places = placesOf(document);
  for (const { name, state, scope } of places)
    for (const variable of variablesSetBy(state))
      if (places.some((outer) => isKeptAround(outer, scope, variable))) return { writer: name, variable };
  return undefined;
}

const isKeptAround = (outer: Place, { path }: Scope, variable: string): boolean =>
  path.startsWith(`${outer.scope.path}/`) && variablesSetBy(outer.state).includes(variable);
