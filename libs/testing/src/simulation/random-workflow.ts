import type { Catcher, Machine, Retrier, State, TaskState, WorkflowDocument } from '@millrace/machine';
import type { Random } from './random.ts';

const MAX_STATES = 9;

/**
 * A workflow of any shape that this version runs. Its data is one whole number that goes from state to state, so that the
 * tiny language of `evaluateTiny` is enough. It may loop for ever: the model tells.
 */
export function randomWorkflow(name: string, random: Random): WorkflowDocument {
  const names = Array.from({ length: 1 + random.below(MAX_STATES) }, (_, index) => `S${index}`);
  const states = names.map((own, index) => [own, randomState(names, index, random)] as const);
  const machine: Machine = { StartAt: 'S0', States: Object.fromEntries(states) };
  return {
    millrace: 1,
    name,
    machine,
    settings: {
      durability: random.chance(0.2) ? 'run' : 'step',
      priority: random.below(3),
      ...(random.chance(0.1) ? { skip: [random.pick(names)] } : {}),
    },
  };
}

function randomState(names: readonly string[], index: number, random: Random): State {
  const later = names.slice(index + 1);
  const next = later.length === 0 ? { End: true as const } : { Next: random.pick(later.slice(0, 2)) };
  const kind = random.below(20);
  if (kind < 12) return { Type: 'Task', ...randomTask(later, random), ...next };
  if (kind < 15) return { Type: 'Wait', Seconds: random.pick([0, 1, 3, 6, 12]), ...next };
  if (kind < 17 && later.length > 0) return randomChoice(names, later, random);
  if (kind < 19) return { Type: 'Pass', Output: `{% $states.input + ${1 + random.below(5)} %}`, ...next };
  return random.chance(0.5)
    ? { Type: 'Succeed' }
    : { Type: 'Fail', Error: 'Sim.GivenUp', Cause: 'The machine says so.' };
}

/** Mostly on; sometimes back, which makes a loop. */
function randomChoice(names: readonly string[], later: readonly string[], random: Random): State {
  const divisor = 2 + random.below(3);
  const condition = `{% $states.input % ${divisor} = ${random.below(divisor)} %}`;
  return {
    Type: 'Choice',
    Choices: [{ Condition: condition, Next: random.pick(names) }],
    Default: random.pick(later),
  };
}

function randomTask(later: readonly string[], random: Random): Omit<TaskState, 'Type'> {
  const retry: Retrier = {
    ErrorEquals: random.chance(0.5) ? ['Sim.Busy'] : ['States.ALL'],
    IntervalSeconds: random.pick([1, 2, 8]),
    MaxAttempts: 1 + random.below(3),
    ...(random.chance(0.3) ? { JitterStrategy: 'FULL' as const } : {}),
  };
  const catcher: Catcher | undefined =
    later.length > 0 && random.chance(0.4)
      ? { ErrorEquals: ['States.ALL'], Next: random.pick(later), Output: 0 }
      : undefined;
  return {
    Resource: `connector:sim/${random.chance(0.7) ? 'write' : 'read'}`,
    Arguments: '{% $states.input %}',
    Output: `{% $states.result + ${random.below(3)} %}`,
    ...(random.chance(0.6) ? { Retry: [retry] } : {}),
    ...(catcher === undefined ? {} : { Catch: [catcher] }),
  };
}
