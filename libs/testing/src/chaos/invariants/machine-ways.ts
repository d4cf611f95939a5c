// Runs of random machines: they went one of the ways that their model knows.
import type { ChaosEvent, ExpectedWay, RunFact } from '../facts.ts';
import type { Violation } from './invariant.ts';

/** The end of the run is that of these ways. */
function waysTo(ways: readonly ExpectedWay[], { status, error }: RunFact): readonly ExpectedWay[] {
  return ways.filter((way) =>
    way.error === undefined
      ? status === 'succeeded'
      : (status === 'failed' || status === 'compensated') && error === way.error,
  );
}

/** It ended as no way does, or without what each way to that end does. */
export function findWrongWay({ id, expected }: ChaosEvent, run: RunFact, paths: ReadonlySet<string>): Violation[] {
  const about = { id, runId: run.id };
  const { ways = [] } = expected;
  const taken = waysTo(ways, run);
  const [first] = taken;
  if (first === undefined) {
    const { status, error = '', cause = '' } = run;
    const known = [...new Set(ways.map((way) => way.error ?? 'succeeded'))].join(', ');
    const ended = `${status} (${error}: ${cause.slice(0, 200)})`;
    return [{ ...about, message: `Its run of ${run.workflow} ended ${ended}; its machine leads to: ${known}.` }];
  }
  if (taken.some(({ must }) => must.every((path) => paths.has(path)))) return [];
  const missing = first.must.filter((path) => !paths.has(path));
  return missing.map((path) => ({ ...about, message: `The effect "${path}" of ${run.workflow} is missing.` }));
}

/** It says that it came to something else than its machine does, or did what no way to its end does. */
export function findUntrueWay({ id, expected }: ChaosEvent, run: RunFact, paths: ReadonlySet<string>): Violation[] {
  const about = { id, runId: run.id };
  const taken = waysTo(expected.ways ?? [], run);
  if (taken.length === 0) return [];
  const outputs = new Set(taken.map(({ output }) => JSON.stringify(output)));
  const isWrong = run.status === 'succeeded' && !outputs.has(run.output ?? 'nothing');
  const allowed = new Set(taken.flatMap(({ must, may }) => [...must, ...may]));
  const invented = [...paths].filter((path) => !allowed.has(path) && !path.endsWith('/Compensate'));
  return [
    ...(isWrong
      ? [{ ...about, message: `${run.workflow} gave ${run.output ?? 'nothing'}, not ${[...outputs].join(' or ')}.` }]
      : []),
    ...invented.map((path) => ({
      ...about,
      message: `It did "${path}", which ${run.workflow} does not on the way to its end.`,
    })),
  ];
}
