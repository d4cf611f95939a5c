// What the world does that random machines ask: the sink, people with tokens, and code steps.
import type { JsonValue } from '@millrace/machine';
import { hashBelow } from '../../simulation/random.ts';
import type { PersonPlan, ScriptedCall, TaskEnd, TaskScript } from '../../simulation/task-script.ts';
import { FOLDED_BELOW } from '../../simulation/tiny-language.ts';

/** What the HTTP connector makes of a refusal. Nothing else that breaks in a chaos run has this name. */
export const REFUSED = 'Connector.Fatal';
/** A person's way to say no. */
const DECLINED = 'Chaos.Declined';
/** Of a hundred places, how many go well: machines differ. */
const SUCCESSES = [80, 94, 99, 100];
/** Some answer while the run still waits in memory, some when it is parked. */
const ANSWER_MS = 7000;
const CODE = /^\(input\) => \(input \* 3 \+ (\d+)\) % 50$/;

const rollOf = (what: string, { salt, path, arguments: given }: ScriptedCall, limit = 100): number =>
  hashBelow(limit, what, salt, path, JSON.stringify(valueOf(given)));

/** Somebody with a token is asked by an object around the value. */
function valueOf(given: JsonValue): JsonValue {
  return (given as { readonly value?: JsonValue } | null)?.value ?? given;
}

/**
 * Every attempt ends the same: what really breaks costs attempts that nobody can foresee, and must not change the end. Attempts
 * that end otherwise come of the broken world itself.
 */
export const CHAOS_SCRIPT: TaskScript = {
  task: (call): TaskEnd => {
    const isGood = rollOf('task', call) < (SUCCESSES[call.salt % SUCCESSES.length] ?? 100);
    return isGood
      ? { kind: 'returned', output: rollOf('value', call, FOLDED_BELOW) }
      : { kind: 'threw', error: REFUSED, cause: '' };
  },
  person: (call): PersonPlan => {
    const answer: TaskEnd =
      rollOf('person', call) < 85
        ? { kind: 'returned', output: rollOf('value', call, FOLDED_BELOW) }
        : { kind: 'threw', error: DECLINED, cause: '' };
    return { answers: [answer], afterMs: rollOf('when', call, ANSWER_MS) };
  },
  code: (source, input): TaskEnd => ({
    kind: 'returned',
    output: (Number(input) * 3 + Number(CODE.exec(source)?.[1])) % FOLDED_BELOW,
  }),
};

/** The source of a code step that does what the script says. */
export const codeOf = (addend: number): string => `(input) => (input * 3 + ${addend}) % 50`;
