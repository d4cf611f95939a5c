// The heart of the engine: wherever a run is taken up again, it ends as if it had never been interrupted.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Checkpoint, EvaluationSite, InterpretOptions, Outcome, TaskCall, TaskResult } from './host.ts';
import { initialCheckpoint, interpret } from './interpret.ts';
import type { Machine } from './machine.ts';
import { MemoryHost, returned, START_MS, threw } from './testing/memory-host.ts';

const NAMES = ['A', 'B', 'C', 'D', 'E#2'];
const MAX_TRANSITIONS = 25;

const variable = fc.constantFrom('x', 'y');
const expression = fc.constantFrom(
  '{% $exists($x) ? $x + 1 : 0 %}',
  '{% $exists($y) ? $y : $states.input %}',
  '{% $states.context.State.Name %}',
  '{% $round($random() * 1000) %}',
  '{% $uuid() %}',
  '{% $states.input.n + 1 %}',
  '{% $x %}',
);
const template = fc.oneof(
  expression,
  fc.constantFrom<unknown>(1, null, 'text', { n: 5 }),
  fc.record({ n: expression }),
  fc.array(expression, { maxLength: 2 }),
);
const condition = fc.oneof(
  fc.boolean(),
  fc.constantFrom(
    '{% $exists($x) %}',
    '{% $type($states.input) = "number" %}',
    '{% $random() < 0.5 %}',
    '{% $x < 3 %}',
  ),
);
const target = fc.constantFrom(...NAMES);
const leaving = fc.record(
  { Assign: fc.dictionary(variable, template, { maxKeys: 2 }), Output: template },
  { requiredKeys: [] },
);
const transition = fc.oneof({ weight: 4, arbitrary: fc.record({ Next: target }) }, fc.constant({ End: true }));
const errors = fc.constantFrom('A', 'States.Timeout', 'States.TaskFailed', 'States.ALL', 'States.QueryEvaluationError');
const rule = (more: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ ErrorEquals: errors.map((name) => [name]), ...more });
const retrier = rule({
  MaxAttempts: fc.constantFrom(1, 2),
  IntervalSeconds: fc.constantFrom(1, 60),
  JitterStrategy: fc.constantFrom('FULL', 'NONE'),
});

const merged = (...parts: fc.Arbitrary<object>[]): fc.Arbitrary<object> =>
  fc.tuple(...parts).map((objects) => Object.assign({}, ...objects) as object);
const task = merged(
  fc.constant({ Type: 'Task', Resource: 'connector:test/do' }),
  leaving,
  transition,
  fc.record(
    {
      Arguments: template,
      Retry: fc.array(retrier, { maxLength: 2 }),
      Catch: fc.array(merged(rule({ Next: target }), leaving), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
);
const state = fc.oneof(
  merged(fc.constant({ Type: 'Pass' }), leaving, transition),
  merged(
    fc.constant({ Type: 'Choice' }),
    leaving,
    fc.record({
      Choices: fc.array(merged(fc.record({ Condition: condition, Next: target }), leaving), {
        minLength: 1,
        maxLength: 2,
      }),
      Default: target,
    }),
  ),
  { weight: 3, arbitrary: task },
  merged(fc.constant({ Type: 'Wait' }), leaving, transition, fc.record({ Seconds: fc.constantFrom(0, 1, 3600) })),
  merged(fc.constant({ Type: 'Succeed' }), fc.record({ Output: template }, { requiredKeys: [] })),
  fc.record({ Type: fc.constant('Fail'), Error: fc.constant('Own') }),
);
const anyMachine = fc.array(state, { minLength: NAMES.length, maxLength: NAMES.length }).map(
  (states) =>
    ({
      StartAt: 'A',
      States: Object.fromEntries(NAMES.map((name, index) => [name, states[index]])),
    }) as unknown as Machine,
);

const hashOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1009, 7);

/** The same call always ends alike. */
function answer({ path, attempt }: TaskCall): TaskResult {
  const hash = hashOf(`${path} ${attempt}`);
  if (hash % 5 === 0) return threw('A', { cause: path });
  return hash % 5 === 1 ? threw('States.Timeout') : returned({ n: hash });
}

/** Notes, at each position that a store would keep, what had happened by then. */
class NotingHost extends MemoryHost {
  readonly kept: { readonly text: string; readonly events: number; readonly calls: number }[] = [];

  constructor(nowMs: number, options: InterpretOptions = {}) {
    const tasks = Object.fromEntries(NAMES.map((name) => [name, [answer]]));
    super({ tasks, options: { limits: { transitions: { most: MAX_TRANSITIONS } }, ...options }, nowMs });
  }

  override checkpoint(checkpoint: Checkpoint): void {
    const last = this.events.at(-1);
    // Kept while its state reads the time: it is entered again from there.
    const isEntered = last?.kind === 'entered' && checkpoint.pending === undefined;
    const events = this.events.length - (isEntered ? 1 : 0);
    this.kept.push({ text: JSON.stringify(checkpoint), events, calls: this.calls.length });
  }

  override random({ path, field }: EvaluationSite): number {
    return hashOf(`${path} ${field}`) / 1009;
  }
}

async function runNoting(machine: Machine, from: Checkpoint, host: NotingHost) {
  let outcome = await interpret(machine, from, host);
  while (outcome.kind === 'suspended') {
    host.checkpoint(outcome.checkpoint);
    host.moveTo(Math.max(outcome.untilMs, host.nowMs()));
    outcome = await interpret(machine, outcome.checkpoint, host);
  }
  return outcome;
}

/** What an outsider sees of a run, without its times. */
const told = (host: MemoryHost, outcome: Outcome, { events = 0, calls = 0 } = {}) => ({
  outcome,
  story: host.events.slice(events).map(({ kind, path, output, assigned, next, attempts }) => ({
    ...{ kind, path, output, assigned, next },
    attempts: attempts?.map(({ attempt, error, delayMs }) => ({ attempt, error, delayMs })),
  })),
  calls: host.calls.slice(calls),
});

test('from every kept position a run comes to the same end, by the same steps, as one that nothing interrupts', async () => {
  await fc.assert(
    fc.asyncProperty(anyMachine, fc.nat(100_000_000), async (machine, laterMs) => {
      const start = initialCheckpoint(machine, { n: 1 });
      const straight = new NotingHost(START_MS, { inlineDelayMs: Infinity });
      const expected = told(straight, await runNoting(machine, start, straight));
      const host = new NotingHost(START_MS);
      const outcome = await runNoting(machine, start, host);
      expect(told(host, outcome)).toEqual(expected);
      for (const { text, events, calls } of host.kept) {
        const later = new NotingHost(START_MS + laterMs);
        const again = await runNoting(machine, JSON.parse(text) as Checkpoint, later);
        expect(told(later, again)).toEqual(told(host, outcome, { events, calls }));
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);
