// How runs move and end.
import { END_STATUSES, groupBy, type ChangeFact, type Facts, type RunFact } from '../facts.ts';
import type { EffectEntry } from '../ledger.ts';
import { faultsBetween } from './explanation.ts';
import { isGivenUp } from './given-up.ts';
import type { Invariant, Violation } from './invariant.ts';
import { findUntrueWay } from './machine-ways.ts';

/** A cancel is heard of everywhere within 2 s; the rest is the way from a busy process to the sink. */
const CANCEL_MS = 2000 + 500;
/** Two clocks of one machine, and the turn of an event loop. */
const CLOCK_GRACE_MS = 50;

const changesByRun = ({ changes }: Facts): ReadonlyMap<string, readonly ChangeFact[]> =>
  groupBy(
    [...changes].sort((left, right) => left.n - right.n),
    ({ runId }) => runId,
  );

export const fencesRise: Invariant = {
  name: 'I5',
  title: 'fences rise',
  check: (facts) =>
    [...changesByRun(facts)].flatMap(([runId, changes]) => {
      let highest = 0;
      return changes.flatMap(({ newFence, newSteps, oldSteps, t }) => {
        const isOlder = newFence < highest;
        highest = Math.max(highest, newFence);
        if (isOlder) return [{ runId, message: `At ${t} the fence ${newFence} wrote after ${highest} had.` }];
        return newSteps < oldSteps
          ? [{ runId, message: `At ${t} its steps fell from ${oldSteps} to ${newSteps}.` }]
          : [];
      });
    }),
};

export const oneEnd: Invariant = {
  name: 'I6',
  title: 'one end',
  check: (facts) => [
    ...facts.changes
      .filter(({ oldStatus }) => END_STATUSES.has(oldStatus))
      .map(({ runId, oldStatus, newStatus, t }) => ({
        runId,
        message: `It was ${oldStatus}, and at ${t} something wrote ${newStatus}.`,
      })),
    ...facts.lateSteps.map(({ runId, sequence }) => ({
      runId,
      message: `Step ${sequence} was recorded after its end.`,
    })),
  ],
};

export const endTrue: Invariant = {
  name: 'I7',
  title: 'the end is true',
  check: (facts) => {
    const effects = groupBy(facts.effects, ({ runId }) => runId);
    const byEvent = groupBy(facts.effects, ({ id }) => id);
    return [
      ...facts.runs.flatMap((run) => [
        ...findUntrueSuccess(facts, run, byEvent.get(run.eventId) ?? []),
        ...findUntrueMachine(facts, run, effects.get(run.id) ?? []),
        ...findShortPause(facts, run, effects.get(run.id) ?? []),
        ...findNotUndone(facts, run, effects.get(run.id) ?? []),
      ]),
      ...findAfterCancel(facts, effects),
      ...findWrongAnswers(facts),
    ];
  },
};

function findUntrueSuccess({ events }: Facts, run: RunFact, effects: readonly EffectEntry[]): Violation[] {
  const expected = events.get(run.eventId)?.expected;
  if (run.status !== 'succeeded' || run.isChild || expected === undefined) return [];
  return expected.effects
    .filter((path) => !effects.some((effect) => effect.path === path && effect.answered === 'ok'))
    .map((path) => ({
      id: run.eventId,
      runId: run.id,
      message: `It has succeeded, and "${path}" never had an answer that says so.`,
    }));
}

function findUntrueMachine({ events }: Facts, run: RunFact, effects: readonly EffectEntry[]): Violation[] {
  const event = events.get(run.eventId);
  if (event?.expected.ways === undefined) return [];
  return findUntrueWay(event, run, new Set(effects.map(({ path }) => path)));
}

function findShortPause({ events }: Facts, run: RunFact, effects: readonly EffectEntry[]): Violation[] {
  const { gaps = [], notBefore = 0 } = events.get(run.eventId)?.expected ?? {};
  const early = effects
    .filter(({ t }) => t < notBefore - CLOCK_GRACE_MS)
    .map(({ path, t }) => ({
      id: run.eventId,
      runId: run.id,
      message: `"${path}" came at ${t}, and the run should have waited until ${notBefore}.`,
    }));
  const short = gaps.flatMap(({ from, to, atLeastMs }) => {
    const before = effects.find(({ path }) => path === from);
    const after = effects.find(({ path }) => path === to);
    if (before === undefined || after === undefined || after.t - before.t >= atLeastMs - CLOCK_GRACE_MS) return [];
    const message = `"${to}" came ${after.t - before.t} ms after "${from}", before the ${atLeastMs} ms were over.`;
    return [{ id: run.eventId, runId: run.id, message }];
  });
  return [...early, ...short];
}

/**
 * Everything that was done is undone, the last first. Steps that have ended are undone: one that a cancel met on its way has no
 * result, so its effect may stay.
 */
function findNotUndone(facts: Facts, run: RunFact, effects: readonly EffectEntry[]): Violation[] {
  const event = facts.events.get(run.eventId);
  const undo = event?.expected.undo ?? [];
  if (undo.length === 0 || !isUndoOwed(facts, run)) return [];
  const about = { id: run.eventId, runId: run.id };
  const firstOf = (path: string): number => effects.findIndex((effect) => effect.path === path);
  const done = undo
    .filter(({ of }) => effects.some(({ path, answered }) => path === of && answered === 'ok'))
    .sort((left, right) => firstOf(left.of) - firstOf(right.of));
  const owed = event?.isUndone === true ? done.slice(0, -1) : done;
  const missing = owed.filter(({ by }) => firstOf(by) === -1);
  const order = done.map(({ by }) => firstOf(by)).filter((index) => index !== -1);
  const isReversed = order.every((index, position) => position === 0 || index < (order[position - 1] ?? 0));
  return [
    ...missing.map(({ of }) => ({ ...about, message: `It is ${run.status}, and "${of}" was never undone.` })),
    ...(isReversed ? [] : [{ ...about, message: 'Its effects were not undone in reverse order.' }]),
  ];
}

/** A machine of which the model knows all ends has no reason to fail and leave things as they are. */
function isUndoOwed(facts: Facts, run: RunFact): boolean {
  if (run.status === 'compensated') return true;
  const isKnown = facts.events.get(run.eventId)?.expected.ways !== undefined;
  return isKnown && run.status === 'failed' && !isGivenUp(facts, run);
}

function findAfterCancel(facts: Facts, effects: ReadonlyMap<string, readonly EffectEntry[]>): Violation[] {
  const runs = new Map(facts.runs.map((run) => [run.id, run]));
  return facts.cancels.flatMap(({ t, id, runId, answer }) => {
    const status = runs.get(runId)?.status ?? 'missing';
    if (answer === 'cancelled' && status !== 'cancelled') {
      return [{ id, runId, message: `Its cancel was answered "cancelled", and it ended ${status}.` }];
    }
    if ((status !== 'cancelled' && status !== 'compensated') || (answer !== 'cancelled' && answer !== 'requested'))
      return [];
    return (
      (effects.get(runId) ?? [])
        .filter((effect) => effect.t > t + CANCEL_MS && !effect.path.endsWith('/Compensate'))
        // Who stands still, or cannot ask the database, cannot hear of it.
        .filter((effect) => faultsBetween(facts.faults, { by: effect.by, from: t, until: effect.t }).length === 0)
        .map((effect) => ({
          id,
          runId,
          message: `"${effect.path}" began ${effect.t - t} ms after its cancel was acknowledged.`,
        }))
    );
  });
}

/** Of a token one answer counts, and the run goes on with one that a door took, or may have taken. */
function findWrongAnswers({ answers, effects }: Facts): Violation[] {
  const twice = [...groupBy(answers, ({ token }) => token).values()].flatMap((mine) => {
    const taken = new Set(mine.filter(({ became }) => became === '2xx').map(({ value }) => value));
    const [first] = mine;
    if (taken.size <= 1 || first === undefined) return [];
    return [{ id: first.id, runId: first.runId, message: `Of one token, ${taken.size} answers were taken.` }];
  });
  const byRun = groupBy(answers, ({ runId }) => runId);
  const wrong = effects.flatMap(({ id, runId, path, value }) => {
    if (value === undefined) return [];
    const mine = byRun.get(runId) ?? [];
    const taken = mine.filter(({ became }) => became === '2xx');
    // One that nobody heard of may have been the first.
    const unheard = mine.filter(({ became }) => became === 'unknown');
    if ([...taken, ...unheard].some((answer) => answer.value === value)) return [];
    return [{ id, runId, message: `"${path}" went on with ${value}, which no door took.` }];
  });
  return [...twice, ...wrong];
}

export const nothingStuck: Invariant = {
  name: 'I8',
  title: 'nothing stuck',
  check: ({ stuck }) =>
    stuck.map(({ id: runId, eventId: id, status, isDue, workflow }) => ({
      id,
      runId,
      message: `A run of ${workflow} is ${status}${isDue ? ', due and unclaimed' : ''} long after everything was healed.`,
    })),
};
