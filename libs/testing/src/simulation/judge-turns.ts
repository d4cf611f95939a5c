import type { RunFacts } from './run-ledger.ts';

interface Court {
  readonly object: (code: string, text: string) => void;
}

/** Runs that must take turns: by their ordering keys, within the concurrency and the rate of their workflow, once per tick. */
export function judgeTurns(all: readonly RunFacts[], { object }: Court): void {
  const started = all.filter(({ startedMoment }) => startedMoment !== undefined);
  for (const [key, runs] of groupsOf(started, ({ run: { workflowId, admission } }) =>
    keyOf(workflowId, admission?.orderingKey),
  )) {
    judgeOrder(key, runs, object);
    judgeOverlap(key, { runs, max: 1 }, object);
  }
  for (const [key, runs] of groupsOf(started, ({ run: { workflowId, admission } }) =>
    keyOf(workflowId, admission?.concurrency?.key),
  )) {
    judgeOverlap(key, { runs, max: runs[0]?.run.admission?.concurrency?.max ?? 1 }, object);
  }
  for (const [key, runs] of groupsOf(started, ({ run: { workflowId, admission } }) =>
    keyOf(workflowId, admission?.rate?.key),
  )) {
    judgeRate(key, runs, object);
  }
  judgeTicks(all, object);
}

type Object = Court['object'];

const keyOf = (workflowId: string, key: string | undefined): string | undefined =>
  key === undefined ? undefined : `${workflowId} ${key}`;

function groupsOf(
  runs: readonly RunFacts[],
  keyOfRun: (facts: RunFacts) => string | undefined,
): ReadonlyMap<string, readonly RunFacts[]> {
  const groups = new Map<string, RunFacts[]>();
  for (const facts of runs) {
    const key = keyOfRun(facts);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), facts]);
  }
  return groups;
}

const startOf = ({ startedMoment = Infinity }: RunFacts): number => startedMoment;

/** One that was kept before another was even sent begins before it. */
function judgeOrder(key: string, runs: readonly RunFacts[], object: Object): void {
  for (const first of runs) {
    const overtaker = runs.find((other) => first.keptAtMs < other.run.acceptedAtMs && startOf(other) < startOf(first));
    if (overtaker !== undefined) object('turns', `${overtaker.run.id} overtakes ${first.run.id} of the key ${key}`);
  }
}

function judgeOverlap(
  key: string,
  { runs, max }: { readonly runs: readonly RunFacts[]; readonly max: number },
  object: Object,
): void {
  for (const { run, startedMoment = 0 } of runs) {
    const beside = runs.filter(
      (other) => startOf(other) <= startedMoment && (other.end?.moment ?? Infinity) > startedMoment,
    );
    if (beside.length > max)
      object('turns', `${run.id} begins as one of ${beside.length} of the key ${key}, not ${max}`);
  }
}

function judgeRate(key: string, runs: readonly RunFacts[], object: Object): void {
  const { limit = 1, perSeconds = 1 } = runs[0]?.run.admission?.rate ?? {};
  const times = runs.flatMap(({ admittedAtMs }) => admittedAtMs ?? []);
  for (const time of times) {
    const window = times.filter((other) => other <= time && other > time - 1000 * perSeconds);
    if (window.length > limit)
      object('turns', `${window.length} runs of ${key} begin within ${perSeconds} s, not ${limit}`);
  }
}

/** One run a tick, and never before its time. */
function judgeTicks(all: readonly RunFacts[], object: Object): void {
  const seen = new Set<string>();
  for (const { run } of all) {
    if (run.trigger.type !== 'schedule') continue;
    const { scheduledAt, firedAt } = JSON.parse(run.input) as {
      readonly scheduledAt: string;
      readonly firedAt: string;
    };
    const tick = `${run.workflowId} ${run.trigger.id} ${scheduledAt}`;
    if (seen.has(tick)) object('tick-twice', `${run.id}: another run of ${tick}`);
    if (firedAt < scheduledAt) object('early', `${run.id}: fired at ${firedAt}, before ${scheduledAt}`);
    seen.add(tick);
  }
}
