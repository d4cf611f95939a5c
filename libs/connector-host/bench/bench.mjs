// `npm run bench -w libs/connector-host`: what a call of code costs, and how long it keeps this process from other work.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { run, tool } from '../../../scripts/run.mjs';
import { at, print } from './report.mjs';

const compiled = await run('node', [tool('typescript', 'bin/tsc'), '-b', 'libs/connector-host']);
if (compiled !== 0) process.exit(compiled);
const { canRunCode, createCodeSandbox } = await import('@millrace/connector-host');
if (!canRunCode()) {
  process.stdout.write('sandbox: skipped, Deno is not installed for this system\n');
  process.exit(process.env.CI === 'true' ? 1 : 0);
}

const FIRST_CALL_MS = 200;
const WARM_CALL_MS = 5;
const LOOP_MS = 50;
const WARM_CALLS = 500;
const MANY_CALLS = 1000;
const kilobyte = { text: 'x'.repeat(1000) };

const call = async (sandbox, source, input) => {
  const { signal } = new AbortController();
  const startedAt = performance.now();
  const { end } = await sandbox.run({ workspaceId: 'bench', source, input, timeoutMs: 60_000, signal });
  if (end.kind === 'threw') throw new Error(`${end.error}: ${end.cause}`);
  return performance.now() - startedAt;
};

const firsts = [];
for (let round = 0; round < 7; round += 1) {
  const fresh = createCodeSandbox();
  firsts.push(await call(fresh, '(input) => input', kilobyte));
  await fresh.close();
}
firsts.sort((left, right) => left - right);
const first = at(firsts, 0.5);
print('first call, nothing started', `${first.toFixed(0)} ms, target ${FIRST_CALL_MS}`, first < FIRST_CALL_MS);

const sandbox = createCodeSandbox();
const warm = [];
for (let count = 0; count < WARM_CALLS; count += 1) warm.push(await call(sandbox, '(input) => input', kilobyte));
warm.sort((left, right) => left - right);
const [p50, p99] = [at(warm, 0.5), at(warm, 0.99)];
print(
  'call on a warm child, 1 KB',
  `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, target ${WARM_CALL_MS}`,
  p50 < WARM_CALL_MS,
);

const perSecond = async (sourceOf, count) => {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: count }, (_, index) => call(sandbox, sourceOf(index), kilobyte)));
  return (count * 1000) / (performance.now() - startedAt);
};
/** The longest pause of this process while it does something, and what that gave. */
const pausesOf = async (work) => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const result = await work();
  delay.disable();
  // The histogram counts its own interval.
  return { result, longestMs: delay.max / 1e6 - 5 };
};
const printPauses = (longestMs) =>
  print(
    '  longest pause of this process',
    `${longestMs.toFixed(0)} ms, target ${LOOP_MS} above ${idle.toFixed(0)}`,
    longestMs < LOOP_MS + idle,
  );
// What a busy machine does to a process that does nothing.
const { longestMs: idle } = await pausesOf(() => new Promise((resolve) => setTimeout(resolve, 2000)));

const same = await pausesOf(() => perSecond(() => '(input) => input', MANY_CALLS));
print('many calls of one code', `${same.result.toFixed(0)}/s`);
printPauses(same.longestMs);
const other = await pausesOf(() => perSecond((index) => `(input) => input // ${index}`, MANY_CALLS / 10));
print('calls of a different code each', `${other.result.toFixed(0)}/s`);
// No target: it is the system that starts processes, 3 ms each when it is free, and this one waits for it.
print('  longest pause of this process', `${other.longestMs.toFixed(0)} ms`);
const items = "return Array.from({ length: 1000 }, (_, n) => ({ id: n, name: 'item ' + n }))";
print('1,000 objects returned', `${(await call(sandbox, items, null)).toFixed(1)} ms`);
const flood = await pausesOf(() =>
  sandbox.run({
    workspaceId: 'bench',
    source: "for (;;) console.log('x')",
    input: null,
    timeoutMs: 3000,
    signal: new AbortController().signal,
  }),
);
print('a flood of log lines for 3 s', flood.result.end.error);
printPauses(flood.longestMs);
const large = await pausesOf(() => call(sandbox, "return 'x'.repeat(15 * 1024 * 1024)", null));
print('15 MiB returned', `${large.result.toFixed(0)} ms; longest pause ${large.longestMs.toFixed(0)} ms`);
await sandbox.close();

const { benchPublished } = await import('./published.mjs');
await benchPublished();
