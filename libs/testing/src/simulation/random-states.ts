import type { Catcher, JsonObject, Retrier, State, TaskState } from '@millrace/machine';
import type { Random } from './random.ts';

/** Where a state stands in its machine. */
export interface Plot {
  /** Where a loop may go back to: itself, and the states before it but the first. */
  readonly earlier: readonly string[];
  readonly later: readonly string[];
  readonly next: { readonly Next: string } | { readonly End: true };
  readonly variable: string;
  /** A variable for loops. */
  readonly counter: string;
  readonly callable: readonly string[];
  /** Whether its tasks may be held, or pause. */
  readonly standsStill: boolean;
  /** The time of its run ends it, whatever it waits for. */
  readonly isTimed: boolean;
}

export function randomWait({ next }: Plot, random: Random): State {
  return { Type: 'Wait', Seconds: random.pick([0, 1, 3, 6, 12]), ...next };
}

export function randomPass({ next, variable }: Plot, random: Random): State {
  const Output = random.chance(0.05)
    ? '{% $boom($states.input) %}'
    : `{% $states.input + ${random.below(5)} + $${variable} %}`;
  const assign = random.chance(0.4) ? { Assign: { [variable]: `{% $states.input + ${random.below(5)} %}` } } : {};
  return { Type: 'Pass', Output, ...assign, ...next };
}

/** Mostly on; sometimes back, at most twice: the counter is raised on the way. */
export function randomChoice({ earlier, later, counter, variable }: Plot, random: Random): State {
  if (random.chance(0.4) && earlier.length > 0) {
    return {
      Type: 'Choice',
      Choices: [{ Condition: `{% $${counter} % 3 = 2 %}`, Next: random.pick(later) }],
      Default: random.pick(earlier),
      Assign: { [counter]: `{% $${counter} + 1 %}` },
    };
  }
  const divisor = 2 + random.below(3);
  const Condition = `{% $states.input + $${variable} % ${divisor} = ${random.below(divisor)} %}`;
  return { Type: 'Choice', Choices: [{ Condition, Next: random.pick(later) }], Default: random.pick(later) };
}

export function randomTask(plot: Plot, random: Random): Omit<TaskState, 'Type'> {
  const { later, variable } = plot;
  const errors = random.pick([['Sim.Busy'], ['States.ALL'], ['States.TaskFailed'], ['States.Timeout', 'Sim.Busy']]);
  const retry: Retrier = {
    ErrorEquals: errors,
    IntervalSeconds: random.pick([1, 2, 8]),
    MaxAttempts: 1 + random.below(3),
    MaxDelaySeconds: 16,
    ...(random.chance(0.3) ? { JitterStrategy: 'FULL' as const } : {}),
  };
  const catcher: Catcher | undefined =
    later.length > 0 && random.chance(0.4)
      ? { ErrorEquals: ['States.ALL'], Next: random.pick(later), Output: '{% $fold($states.errorOutput.Error) %}' }
      : undefined;
  const result = random.chance(0.08) ? '$boom($fold($states.result))' : '$fold($states.result)';
  return {
    ...randomWork(plot, random),
    Output: `{% ${result} + ${random.below(3)} %}`,
    ...(random.chance(0.2) ? { Assign: { [variable]: '{% $fold($states.result) %}' } } : {}),
    ...(random.chance(0.6) ? { Retry: [retry] } : {}),
    ...(catcher === undefined ? {} : { Catch: [catcher] }),
    ...(random.chance(0.2) ? { Compensate: randomUndoing(plot, random) } : {}),
  };
}

type Work = Pick<TaskState, 'Resource' | 'Arguments' | 'Credentials' | 'TimeoutSeconds' | 'HeartbeatSeconds'>;

function randomWork({ callable, standsStill, isTimed }: Plot, random: Random): Work {
  if (standsStill && random.chance(0.25)) return random.chance(0.5) ? doubtWork(isTimed, random) : pauseWork(random);
  const kind = random.below(20);
  if (kind < 3) return tokenWork('connector:sim/ask.waitForTaskToken', random);
  if (kind < 6 && callable.length > 0) {
    const suffix = random.chance(0.25) ? '.fireAndForget' : '';
    return { Resource: `workflow:${random.pick(callable)}${suffix}`, Arguments: '{% $states.input %}' };
  }
  if (kind < 7) {
    const Arguments: JsonObject = { source: `export default () => ${random.below(9)}`, input: '{% $states.input %}' };
    return { Resource: 'code:javascript', Arguments };
  }
  return { Resource: `connector:sim/${random.chance(0.7) ? 'write' : 'read'}`, Arguments: '{% $states.input %}' };
}

function tokenWork(Resource: string, random: Random): Work {
  const patience = random.pick(['long', 'long', 'short', 'beat']);
  return {
    Resource,
    Arguments: { token: '{% $states.context.Task.Token %}', value: '{% $states.input %}', patience },
    ...(patience === 'short' ? { TimeoutSeconds: 10 } : {}),
    ...(patience === 'beat' ? { TimeoutSeconds: 20, HeartbeatSeconds: 8 } : {}),
  };
}

/** What may be held. */
function doubtWork(mayStay: boolean, random: Random): Work {
  const Resource = 'connector:sim/doubt';
  const given = { value: '{% $states.input %}', ...(mayStay ? { mayStay } : {}) };
  if (random.chance(0.5)) return { Resource, Arguments: given };
  const connection = random.pick(['c0', 'c1']);
  return { Resource, Arguments: { ...given, connection }, Credentials: { Connection: connection } };
}

function pauseWork(random: Random): Work {
  return {
    Resource: 'connector:sim/pause',
    Arguments: { value: '{% $states.input %}', until: random.pick(['moment', 'callback', 'either']) },
    ...(random.chance(0.15) ? { TimeoutSeconds: 10 } : {}),
  };
}

function randomUndoing({ standsStill }: Plot, random: Random): NonNullable<TaskState['Compensate']> {
  const retry: Retrier = { ErrorEquals: ['States.ALL'], IntervalSeconds: random.pick([1, 7]), MaxAttempts: 2 };
  return {
    Resource: standsStill && random.chance(0.4) ? 'connector:sim/undo-doubt' : 'connector:sim/undo',
    Arguments: '{% $fold($states.result) %}',
    ...(random.chance(0.7) ? { Retry: [retry] } : {}),
  };
}
