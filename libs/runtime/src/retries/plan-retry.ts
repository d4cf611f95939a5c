import { initialCheckpoint, type Checkpoint, type JsonValue, type State } from '@millrace/machine';
import { isOverWith } from '../caught-steps.ts';
import { RuntimeError } from '../errors.ts';
import type { RunRemains, RunWithPayload, StepRecord } from '../run.ts';
import { mayGoOnInside } from './compare-states.ts';
import { enteredAgain } from './continued-journal.ts';
import { beforeGiven, isGiven, pathOf } from './given-result.ts';
import { rebuildPosition } from './rebuild-position.ts';
import { findTaken, type TakenTask } from './taken-task.ts';
import type { RetryRequest, RunnableVersion } from './retry-request.ts';

/** All that decides where a retry begins. */
export interface RetryFacts {
  readonly request: RetryRequest;
  readonly run: RunWithPayload;
  readonly remains: RunRemains;
  /** What the run executed, and what the new one is to. */
  readonly before: RunnableVersion;
  readonly version: RunnableVersion;
  /** Of the steps at the top level, in order. */
  readonly records: readonly StepRecord[];
  /** Where the run began, if it was a retry itself. */
  readonly start?: Checkpoint;
}
export type PlannedStart =
  | {
      readonly kind: 'step';
      readonly position: Checkpoint;
      /** What is inside of the state there is kept. */
      readonly isInside: boolean;
      /** Where the run stood, and not an earlier step. */
      readonly isWhereItStood: boolean;
      /** What the steps from this one on did is done anew. */
      readonly beforeSequence?: number;
      /** What is not called, because somebody has given its result. */
      readonly taken?: TakenTask;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'beginning'; readonly why: string; readonly notes: readonly string[] };
export type PlannedStep = Extract<PlannedStart, { kind: 'step' }>;
type Found = Omit<PlannedStep, 'kind' | 'isInside' | 'notes' | 'taken'>;

/** Where a retry of a run begins. Refuses with what to do instead; never guesses. */
export function planRetry(facts: RetryFacts): PlannedStart {
  const { run, version, request } = facts;
  const notes = run.parent === undefined ? [] : [NOBODY_WAITS];
  const why = whyFromBeginning(facts);
  if (why !== undefined) return beginning(why, facts, notes);
  const found = request.from === undefined ? findFailed(facts) : findStep(facts, request.from);
  const { state } = found.position;
  if (!Object.hasOwn(version.document.machine.States, state)) {
    return beginning(`Version ${version.number} has no step "${state}".`, facts, notes);
  }
  const position = placeOf(request, found.position);
  const inside = goesOnInside(facts, found);
  const isInside = inside === undefined;
  const taken = request.result === undefined ? undefined : findTaken(facts, { ...found, isInside });
  return {
    ...{ ...found, kind: 'step', isInside, position },
    ...(taken === undefined ? {} : { taken }),
    notes: [
      ...notes,
      ...(isInside ? [] : [inside]),
      ...(taken === undefined ? [] : [taken.note]),
      ...(taken === undefined && isGiven(position.pending) ? [notCalledEither(position)] : []),
    ],
  };
}

/** Whoever gives another input wants the step done with it. */
function placeOf({ input }: RetryRequest, position: Checkpoint): Checkpoint {
  return input === undefined ? position : { ...beforeGiven(position), input };
}

const notCalledEither = (position: Checkpoint): string =>
  `"${pathOf(position)}" is not called: somebody said that it has happened. Give another result, or its input to have it called.`;

const NOBODY_WAITS = 'Nobody waits for the result: the run that started this one has had its answer.';

function whyFromBeginning({ run, remains, request }: RetryFacts): string | undefined {
  if (run.status !== 'compensated' && !remains.hasUndone) return undefined;
  if (run.status !== 'compensated') {
    throw new RuntimeError('run.partly_undone', 'Some steps of this run were undone, and others were not. Replay it.');
  }
  if (request.from === undefined) return 'The run has undone what its steps did.';
  throw new RuntimeError(
    'run.partly_undone',
    'This run has undone what its steps did: there is nothing to go on from. Retry it from the beginning, or replay it.',
  );
}

function beginning(why: string, { request }: RetryFacts, notes: readonly string[]): PlannedStart {
  if (request.result !== undefined) {
    throw new RuntimeError(
      'run.result_without_task',
      `${why} The result was given for a task, and the run would begin at the start. Leave it out.`,
    );
  }
  if (request.input === undefined) return { kind: 'beginning', why, notes };
  throw new RuntimeError(
    'run.input_without_step',
    `${why} The input was given for a step, and the run would begin at the start. Leave it out, or replay the run with it.`,
  );
}

/** Where the run stood when it failed. */
function findFailed(facts: RetryFacts): Found {
  const { run, records } = facts;
  if (run.status === 'succeeded') {
    throw new RuntimeError('run.nothing_to_retry', 'This run has succeeded. Retry it from a step, or replay it.');
  }
  const position = findStood(facts);
  if (position === undefined) {
    const last = records.length - 1;
    return rebuild(facts, records[last]?.status === 'failed' ? last : -1);
  }
  if (stateOf(facts, position.state)?.Type !== 'Fail') return { position, isWhereItStood: true };
  const caught = records.findLastIndex(({ error, next }) => error !== undefined && next !== undefined);
  const laterTypes = new Set(records.slice(caught + 1).map(({ type }) => type));
  if (caught >= 0 && !isOverWith(laterTypes)) return rebuild(facts, caught);
  throw new RuntimeError(
    'run.ended_on_purpose',
    `The run ended in its step "${position.state}" because of what the steps before it gave: a retry there would end the same. Retry it from an earlier step, or replay it.`,
  );
}

function findStep(facts: RetryFacts, from: string): Found {
  const position = facts.run.status === 'succeeded' ? undefined : findStood(facts);
  if (position?.state === from) return { position, isWhereItStood: true };
  const index = facts.records.findLastIndex(({ state }) => state === from);
  if (index >= 0) return rebuild(facts, index);
  throw new RuntimeError(
    'run.step_not_finished',
    `This run did not execute a step "${from}" at its top level. Choose one that it did.`,
  );
}

/** `undefined`: it has moved since it began, and where to is not kept. */
function findStood(facts: RetryFacts): Checkpoint | undefined {
  const { remains, records } = facts;
  if (remains.checkpoint !== undefined) return enteredAgain(remains.checkpoint);
  return records.some(({ next }) => next !== undefined) ? undefined : startOf(facts);
}

function startOf({ start, before, run }: RetryFacts): Checkpoint {
  return start ?? initialCheckpoint(before.document.machine, JSON.parse(run.input) as JsonValue);
}

function rebuild(facts: RetryFacts, index: number): Found {
  const { records, remains, request, run } = facts;
  const end = run.status === 'succeeded' ? undefined : remains.checkpoint;
  const rebuilt = rebuildPosition({
    ...{ records, index, start: startOf(facts) },
    ...(end === undefined ? {} : { end }),
    ...(request.input === undefined ? {} : { input: request.input }),
  });
  if ('checkpoint' in rebuilt) {
    const { sequence: beforeSequence = 0 } = records[index] ?? {};
    return { position: rebuilt.checkpoint, isWhereItStood: false, beforeSequence };
  }
  throw new RuntimeError(
    'run.position_unknown',
    `A retry cannot begin there: ${rebuilt.unknown} Choose another step, or replay the run.`,
  );
}

/** `undefined`: it goes on inside of the state, if that has an inside. Else a sentence. */
function goesOnInside(facts: RetryFacts, { isWhereItStood, position }: Found): string | undefined {
  const { version, before, request } = facts;
  const [was, is] = [stateOf(facts, position.state), version.document.machine.States[position.state]];
  if (was === undefined || is === undefined || !isComposite(was)) return undefined;
  const all = `All of "${position.state}" is done anew`;
  if (!isWhereItStood) return `${all}: it had finished.`;
  if (request.input !== undefined) return `${all}: its input is another.`;
  if (version.id === before.id || mayGoOnInside(was, is)) return undefined;
  return `${all}: version ${version.number} has changed its items, or which steps are inside.`;
}

const stateOf = ({ before }: RetryFacts, name: string): State | undefined => before.document.machine.States[name];
const isComposite = ({ Type }: State): boolean => Type === 'Map' || Type === 'Parallel';
