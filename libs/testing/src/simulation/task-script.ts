import type { JsonObject, JsonValue } from '@millrace/machine';
import { hashBelow } from './random.ts';

/** One attempt of a task, as whoever does it is asked. */
export interface ScriptedCall {
  /** Of the workflow. */
  readonly salt: number;
  readonly path: string;
  readonly attempt: number;
  readonly arguments: JsonValue;
}
export type TaskEnd =
  | { readonly kind: 'returned'; readonly output: number }
  | { readonly kind: 'threw'; readonly error: string; readonly cause: string; readonly retryAfterMs?: number };

/** What everybody does who is asked something: decided by what that is, so that the same gives the same again. */
export interface TaskScript {
  task(call: ScriptedCall): TaskEnd;
  /** Undefined: the call that should hand the token over fails. */
  person(call: ScriptedCall): PersonPlan | undefined;
  code(source: string, input: JsonValue): TaskEnd;
}

/** What somebody does who was given a token. */
export interface PersonPlan {
  /** Given one after another; the first counts. */
  readonly answers: readonly TaskEnd[];
  readonly afterMs: number;
  readonly beatMs?: number;
}

/** Of a hundred calls, how many go well: workflows differ. */
const SUCCESSES = [75, 94, 99, 100];

/** What a task does: decided by what it is asked, so that whoever repeats it gets the same again. */
export function taskEnd(call: ScriptedCall): TaskEnd {
  const { salt, path, attempt } = call;
  const value = valueOf(call);
  const roll = hashBelow(100, salt, path, attempt, value);
  const successes = SUCCESSES[salt % SUCCESSES.length] ?? 100;
  if (roll < successes) return { kind: 'returned', output: hashBelow(50, salt, path, value) };
  if (roll % 4 === 0) return { kind: 'threw', error: 'Sim.Refused', cause: 'no' };
  const cause = `busy at ${path}, attempt ${attempt}`;
  const busy: TaskEnd = { kind: 'threw', error: 'Sim.Busy', cause };
  return roll % 4 === 1 ? { ...busy, retryAfterMs: 7000 } : busy;
}

/** What somebody with a token does; undefined: the call fails, and nobody hears of the token. */
export function personPlan(call: ScriptedCall): PersonPlan | undefined {
  const { salt, path, attempt } = call;
  const { patience } = asked(call);
  const value = valueOf(call);
  const roll = hashBelow(100, 'person', salt, path, attempt, value);
  if (roll < 5) return undefined;
  const answer: TaskEnd =
    roll < 15
      ? { kind: 'threw', error: 'Sim.Refused', cause: 'no' }
      : { kind: 'returned', output: hashBelow(50, salt, path, value) };
  const isSilent = patience !== 'long' && roll > 60;
  const other: TaskEnd = { kind: 'returned', output: 77 };
  const answers = isSilent ? [] : roll % 5 === 0 ? [answer, other] : [answer];
  const afterMs = hashBelow(patience === 'long' ? 20_000 : 12_000, 'when', salt, path, attempt, value);
  return patience === 'beat' && roll % 2 === 0 ? { answers, afterMs, beatMs: 3000 } : { answers, afterMs };
}

/** What a code step gives: it knows only what it is given. */
export function codeEnd(source: string, input: JsonValue): TaskEnd {
  const roll = hashBelow(100, source, JSON.stringify(input));
  return roll < 90
    ? { kind: 'returned', output: roll }
    : { kind: 'threw', error: 'Sim.CodeFailed', cause: 'as it says' };
}

/** A token is another one in each world; what is asked is not. */
export function valueOf(call: ScriptedCall): string {
  return JSON.stringify(asked(call).value ?? call.arguments);
}

/** What is asked besides the value, where it is more than that. */
export function asked({ arguments: given }: ScriptedCall): JsonObject {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as JsonObject) : {};
}

/** What happens in a simulation. */
export const SIMULATED_SCRIPT: TaskScript = { task: taskEnd, person: personPlan, code: codeEnd };
