// Wherever a run inside composite states is taken up again, it comes to the same end, and does nothing that was kept anew.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Checkpoint, JournalEntry, Outcome, TaskCall, TaskResult } from './host.ts';
import { initialCheckpoint, interpret } from './interpret.ts';
import type { Machine } from './machine.ts';
import { MemoryHost, returned, START_MS, threw } from './testing/memory-host.ts';

const hashOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1009, 7);

// A machine as a plan: names are given afterwards, so that each is there once.
type Plan = readonly PlannedState[];
type PlannedState =
  | { readonly kind: 'Pass' }
  | { readonly kind: 'Task' }
  | { readonly kind: 'Failing' }
  | { readonly kind: 'Wait'; readonly seconds: number }
  | { readonly kind: 'Parallel'; readonly branches: readonly Plan[]; readonly guard: Guard }
  | {
      readonly kind: 'Map';
      readonly items: number;
      readonly atOnce: number;
      readonly inner: Plan;
      readonly guard: Guard;
    };
interface Guard {
  readonly tolerated?: number | undefined;
  readonly retrySeconds?: number | undefined;
  readonly isCaught: boolean;
}

const { plan } = fc.letrec<{ plan: Plan; state: PlannedState }>((tie) => ({
  plan: fc.array(tie('state'), { minLength: 1, maxLength: 3 }),
  state: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom<PlannedState>({ kind: 'Pass' }, { kind: 'Task' }, { kind: 'Task' }, { kind: 'Failing' }),
    fc.record({ kind: fc.constant('Wait' as const), seconds: fc.constantFrom(0, 2, 60, 3600) }),
    fc.record({
      kind: fc.constant('Parallel' as const),
      branches: fc.array(tie('plan'), { minLength: 1, maxLength: 3 }),
      guard: guard(),
    }),
    fc.record({
      kind: fc.constant('Map' as const),
      items: fc.nat(5),
      atOnce: fc.nat(3),
      inner: tie('plan'),
      guard: guard(),
    }),
  ),
}));

function guard(): fc.Arbitrary<Guard> {
  return fc.record({
    tolerated: fc.option(fc.constantFrom(0, 9), { nil: undefined, freq: 1 }),
    retrySeconds: fc.option(fc.constantFrom(1, 600), { nil: undefined, freq: 2 }),
    isCaught: fc.boolean(),
  });
}

/** The same machine, whose values tell when they were made. */
function timed(machine: Machine): Machine {
  const text = JSON.stringify(machine);
  const told = text
    .replaceAll('"{% $random() %}"', '"{% $millis() %}"')
    .replaceAll('"{% $uuid() %}"', '"{% $now() %}"');
  return JSON.parse(told.replaceAll('$states.context.Map.Item.Value', '$millis()')) as Machine;
}

function machineOf(states: Plan, prefix = 'S'): Machine {
  const nameOf = (index: number): string => `${prefix}${index}`;
  const entries = states.map((state, index) => {
    const next = index === states.length - 1 ? { End: true } : { Next: nameOf(index + 1) };
    return [nameOf(index), { ...fieldsOf(state, nameOf(index)), ...next }] as const;
  });
  return { StartAt: nameOf(0), States: Object.fromEntries(entries) } as unknown as Machine;
}

function fieldsOf(state: PlannedState, name: string): object {
  const own = { Assign: { [`of${name}`]: '{% $states.input %}' } };
  if (state.kind === 'Wait') return { Type: 'Wait', Seconds: state.seconds };
  if (state.kind === 'Pass') return { Type: 'Pass', Output: { seen: '{% $uuid() %}', by: name }, ...own };
  if (state.kind === 'Task' || state.kind === 'Failing') {
    const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 1, IntervalSeconds: 30 }];
    return { Type: 'Task', Resource: state.kind, Arguments: { from: name, at: '{% $random() %}' }, Retry, ...own };
  }
  const { tolerated, retrySeconds, isCaught } = state.guard;
  const guarded = {
    ...(retrySeconds === undefined
      ? {}
      : { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: retrySeconds }] }),
    ...(isCaught ? { Output: { caught: false, result: '{% $states.result %}' } } : {}),
  };
  if (state.kind === 'Parallel') {
    return {
      Type: 'Parallel',
      Branches: state.branches.map((part, at) => machineOf(part, `${name}b${at}s`)),
      ...guarded,
    };
  }
  return {
    Type: 'Map',
    Items: Array.from({ length: state.items }, (_, index) => index),
    ItemSelector: { item: '{% $states.context.Map.Item.Value %}' },
    MaxConcurrency: state.atOnce,
    ItemProcessor: machineOf(state.inner, `${name}s`),
    ...(tolerated === undefined ? {} : { ToleratedFailureCount: tolerated }),
    ...guarded,
  };
}

/** The same call always ends alike; all failures look alike, since which of several comes first is nobody's business. */
function answer({ path, attempt, resource }: TaskCall): TaskResult {
  const hash = hashOf(`${path} ${attempt}`);
  if (resource === 'Failing' && hash % 2 === 0) return threw('A');
  return hash % 4 === 1 && attempt === 1 ? threw('Busy') : returned({ n: hash });
}

interface Snapshot {
  readonly checkpoint: string;
  readonly journal: readonly (readonly [string, string])[];
  readonly calls: number;
}

class NotingHost extends MemoryHost {
  readonly snapshots: Snapshot[] = [];
  #latest: string;

  constructor(from: Checkpoint, settings: { readonly nowMs: number; readonly inlineDelayMs?: number }) {
    const { nowMs, ...options } = settings;
    super({ nowMs, options });
    this.#latest = JSON.stringify(from);
  }

  override callTask(call: TaskCall): Promise<TaskResult> {
    this.calls.push(call);
    return Promise.resolve(answer(call));
  }

  override checkpoint(checkpoint: Checkpoint): void {
    this.#latest = JSON.stringify(checkpoint);
    this.#note();
  }

  override keep(path: string, entry: JournalEntry): Promise<void> | void {
    void super.keep(path, entry);
    this.#note();
    return hashOf(path) % 2 === 0 ? Promise.resolve() : undefined;
  }

  #note(): void {
    this.snapshots.push({ checkpoint: this.#latest, journal: [...this.journal], calls: this.calls.length });
  }
}

async function runToEnd(machine: Machine, from: Checkpoint, host: NotingHost): Promise<Outcome> {
  let outcome = await interpret(machine, from, host);
  while (outcome.kind === 'suspended') {
    host.checkpoint(outcome.checkpoint);
    host.moveTo(Math.max(outcome.untilMs, host.nowMs()));
    outcome = await interpret(machine, outcome.checkpoint, host);
  }
  return outcome;
}

const callsOf = ({ calls }: MemoryHost): ReadonlySet<string> =>
  new Set(calls.map(({ path, attempt, arguments: given }) => JSON.stringify([path, attempt, given])));
const sorted = (texts: Iterable<string>): readonly string[] => [...texts].sort();

test('from everything that was kept a run comes to the same end, by the same calls', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (states) => {
      const machine = machineOf(states);
      const start = initialCheckpoint(machine, { n: 1 });
      const straight = new NotingHost(start, { nowMs: START_MS, inlineDelayMs: Infinity });
      const expected = await runToEnd(machine, start, straight);
      const host = new NotingHost(start, { nowMs: START_MS });
      expect(await runToEnd(machine, start, host)).toEqual(expected);
      const hasFailed = straight.events.some(({ kind, type }) => kind === 'failed' && type !== 'Task');
      if (!hasFailed) expect(sorted(callsOf(host))).toEqual(sorted(callsOf(straight)));
      // Nothing that was parked is told of twice.
      const told = host.events.filter(({ kind }) => kind === 'exited').map(({ path }) => path);
      if (!hasFailed) expect(new Set(told).size).toBe(told.length);
      for (const { checkpoint, journal, calls } of host.snapshots) {
        const from = JSON.parse(checkpoint) as Checkpoint;
        const later = new NotingHost(from, { nowMs: START_MS + 100_000_000 });
        for (const [path, entry] of journal) later.journal.set(path, entry);
        expect(await runToEnd(machine, from, later)).toEqual(expected);
        if (hasFailed) continue;
        const all = new Set([
          ...host.calls.slice(0, calls).map((call) => JSON.stringify([call.path, call.attempt, call.arguments])),
          ...callsOf(later),
        ]);
        expect(sorted(all)).toEqual(sorted(callsOf(host)));
      }
    }),
    { numRuns: 200 },
  );
}, 120_000);

test('a call that is made anew is made with what it was made of, however late it is', async () => {
  const keyOf = ({ path, within, attempt }: TaskCall): string => JSON.stringify([path, within, attempt]);
  await fc.assert(
    fc.asyncProperty(plan, async (states) => {
      const machine = timed(machineOf(states));
      const start = initialCheckpoint(machine, { n: 1 });
      const host = new NotingHost(start, { nowMs: START_MS });
      await runToEnd(machine, start, host);
      for (const { checkpoint, journal, calls } of host.snapshots) {
        const from = JSON.parse(checkpoint) as Checkpoint;
        const later = new NotingHost(from, { nowMs: START_MS + 100_000_000 });
        for (const [path, entry] of journal) later.journal.set(path, entry);
        await runToEnd(machine, from, later);
        const made = new Map(host.calls.slice(0, calls).map((call) => [keyOf(call), call.arguments]));
        const anew = later.calls.filter((call) => made.has(keyOf(call)));
        expect(anew.map((call) => call.arguments)).toEqual(anew.map((call) => made.get(keyOf(call))));
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);
