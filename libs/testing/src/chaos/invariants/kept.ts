// What was accepted is there, once; what was not is not.
import { END_STATUSES, groupBy, type ChaosEvent, type Facts, type RunFact } from '../facts.ts';
import type { AcceptedEntry } from '../ledger.ts';
import { TICK_PREFIX, TICK_SECONDS } from '../workloads/scheduled.ts';
import { isGivenUp } from './given-up.ts';
import type { Invariant, Violation } from './invariant.ts';
import { findWrongWay } from './machine-ways.ts';

const isKept = ({ outcome }: AcceptedEntry): boolean => outcome === '2xx' || outcome === 'ended';
const rootsOf = ({ runs }: Facts): ReadonlyMap<string, readonly RunFact[]> =>
  groupBy(
    runs.filter(({ isChild }) => !isChild),
    ({ eventId }) => eventId,
  );

export const nothingLost: Invariant = {
  name: 'I1',
  title: 'nothing lost',
  check: (facts) => {
    const runs = rootsOf(facts);
    const effects = groupBy(facts.effects, ({ id }) => id);
    const kept = groupBy(facts.accepted.filter(isKept), ({ id }) => id);
    const ofEvents = [...kept.keys()].flatMap((id) => {
      const run = runs.get(id)?.[0];
      if (run === undefined) return [{ id, message: `The event ${id} was accepted, and there is no run of it.` }];
      const event = facts.events.get(id);
      const paths = new Set(effects.get(id)?.map(({ path }) => path));
      return event === undefined || isGivenUp(facts, run) ? [] : findWrongEnd(event, run, paths);
    });
    return [...ofEvents, ...findLostTicks(facts)];
  },
};

/** A run without an end is another invariant's business. */
function findWrongEnd(event: ChaosEvent, run: RunFact, paths: ReadonlySet<string>): Violation[] {
  const { id, expected } = event;
  if (!END_STATUSES.has(run.status)) return [];
  if (expected.ways !== undefined) return findWrongWay(event, run, paths);
  const about = { id, runId: run.id };
  const allowed = expected.ends[run.status as keyof typeof expected.ends];
  const { error = '', cause = '' } = run;
  if (allowed?.test(error) !== true) {
    return [
      { ...about, message: `Its run ended ${run.status} (${error}: ${cause.slice(0, 200)}), which nothing allows.` },
    ];
  }
  const missing = run.status === 'succeeded' ? expected.effects.filter((path) => !paths.has(path)) : [];
  return missing.map((path) => ({ ...about, message: `The effect "${path}" is missing.` }));
}

/** Every planned time between the first and the last one has its run, and its run the effect. */
function findLostTicks({ runs, effects }: Facts): Violation[] {
  const ticks = runs.filter(({ eventId }) => eventId.startsWith(TICK_PREFIX));
  const done = new Set(effects.map(({ id }) => id));
  const idle = ticks
    .filter(({ status, eventId }) => status === 'succeeded' && !done.has(eventId))
    .map(({ id: runId, eventId: id }) => ({ id, runId, message: 'Its tick has succeeded without an effect.' }));
  const times = [...new Set(ticks.map(({ eventId }) => Date.parse(eventId.slice(TICK_PREFIX.length))))].sort(
    (left, right) => left - right,
  );
  const gaps = times.slice(1).flatMap((time, index) => {
    const before = times[index] ?? time;
    const isNext = time - before === TICK_SECONDS * 1000;
    const between = `${new Date(before).toISOString()} and ${new Date(time).toISOString()}`;
    return isNext ? [] : [{ message: `Between the ticks of ${between} there is not one interval.` }];
  });
  return [...idle, ...gaps];
}

export const nothingInvented: Invariant = {
  name: 'I2',
  title: 'nothing invented',
  check: ({ accepted, effects, runs }) => {
    const known = new Set(accepted.filter((entry) => isKept(entry) || entry.outcome === 'unknown').map(({ id }) => id));
    const ran = new Set(runs.map(({ eventId }) => eventId));
    return effects
      .filter(({ id }) => !known.has(id) && !(id.startsWith(TICK_PREFIX) && ran.has(id)))
      .map(({ id, runId, path }) => ({ id, runId, message: `The effect "${path}" is of an event that no door took.` }));
  },
};

export const conserved: Invariant = {
  name: 'I9',
  title: 'conservation',
  check: (facts) => {
    const runs = rootsOf(facts);
    const answers = groupBy(facts.accepted, ({ id }) => id);
    const perEvent = [...answers].flatMap(([id, entries]) => findMiscount(id, entries, runs.get(id) ?? []));
    const strangers = [...runs].flatMap(([id, found]) =>
      answers.has(id) || id.startsWith(TICK_PREFIX)
        ? []
        : [{ id, runId: found[0]?.id ?? '', message: 'A run of an event that nobody sent.' }],
    );
    const twice = [...runs].flatMap(([id, found]) =>
      id.startsWith(TICK_PREFIX) && found.length > 1
        ? [{ id, message: `The tick ${id} fired ${found.length} times.` }]
        : [],
    );
    return [...perEvent, ...strangers, ...twice, ...findWrongChildren(facts)];
  },
};

function findMiscount(id: string, entries: readonly AcceptedEntry[], runs: readonly RunFact[]): Violation[] {
  const found: Violation[] = [];
  const named = new Set(entries.flatMap(({ runId }) => (runId === undefined ? [] : [runId])));
  if (named.size > 1)
    found.push({ id, message: `Its copies were answered with ${named.size} runs: ${[...named].join(', ')}.` });
  const unnamed = [...named].filter((runId) => !runs.some((run) => run.id === runId));
  if (unnamed.length > 0)
    found.push({ id, message: `The run ${unnamed.join(', ')} that its answer named does not exist.` });
  if (runs.length > 1)
    found.push({ id, message: `It has ${runs.length} runs: ${runs.map((run) => run.id).join(', ')}.` });
  const [run] = runs;
  return run !== undefined && isOfRefused(entries, run)
    ? [...found, { id, runId: run.id, message: 'A door had refused it, and it was kept all the same.' }]
    : found;
}

/** Clocks of one machine agree, but a process that stood still makes ids late. */
const CLOCK_GRACE_MS = 100;

/** Was the run made while every copy that was on its way was one that a door refused? */
function isOfRefused(entries: readonly AcceptedEntry[], { madeAt }: RunFact): boolean {
  const refused = new Set(entries.filter(({ outcome }) => outcome === 'refused').map(({ copy }) => copy));
  const sent = entries.filter(({ outcome }) => outcome === 'sent');
  return !sent.some(({ copy, t }) => !refused.has(copy) && t <= madeAt + CLOCK_GRACE_MS);
}

function findWrongChildren({ runs, events }: Facts): Violation[] {
  const children = groupBy(
    runs.filter(({ isChild }) => isChild),
    ({ eventId }) => eventId,
  );
  return runs
    .filter(({ isChild, status }) => !isChild && status === 'succeeded')
    .flatMap(({ id: runId, eventId: id }) => {
      const wanted = events.get(id)?.expected.children ?? 0;
      const actual = children.get(id)?.length ?? 0;
      return wanted === actual ? [] : [{ id, runId, message: `It started ${actual} runs, not ${wanted}.` }];
    });
}
