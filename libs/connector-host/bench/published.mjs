// What a call of a published connector costs, what twenty of them cost when nobody calls, and what the host itself costs.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnectorHost, createPublishedSandbox, installPublished } from '@millrace/connector-host';
import { createOutboundGuard } from '@millrace/security';
import { at, print } from './report.mjs';

const WARM_CALL_MS = 1;
const INSTALL_MS = 2000;
const IDLE_MIB = 300;
const BUILT_IN_MICROS = 50;
const CALLS = 2000;
const CONNECTORS = 20;
/** Idle ones beyond the number that is kept are ended after ten seconds. */
const SURPLUS_MS = 13_000;
const kilobyte = 'x'.repeat(1000);
const { signal } = new AbortController();

const sourceOf = (name, padding = 0) => `
const ballast = [${Array.from({ length: padding }, (_, n) => `(input) => ({ ...input, field${n}: 'a sentence of some length, as code has ${n}' })`).join(',\n')}];
export default {
  sdk: 1, name: '${name}', title: 'Bench', description: 'Of the bench.', categories: ['bench'],
  permissions: { hosts: ['bench.example'] },
  actions: {
    add: { kind: 'code', title: 'Add', effects: 'read', input: { type: 'object' }, output: { type: 'object' }, sample: {}, run: (ctx, { a, b, text }) => ({ sum: a + b, text }) },
    ask: { kind: 'code', title: 'Ask', effects: 'read', input: { type: 'object' }, output: { type: 'object' }, sample: {}, run: async ({ http }) => (await http.get('/x')).body },
  },
  ballast: ballast.length,
}`;
const contextOf = () => ({
  http: { request: async () => ({ status: 200, headers: {}, cookies: [], body: { id: 1 }, url: '/x' }) },
  log: { info() {}, warn() {}, error() {}, debug() {} },
  ...{
    signal: new AbortController().signal,
    deadlineMs: Date.now() + 60_000,
    clock: { nowMs: () => Date.now() },
    connection: {},
  },
  ...{ secret: () => '', addSecret() {}, idempotencyKey: 'k', idempotencyUuid: 'u', run: {} },
});
const codeOf = (name, source = sourceOf(name)) => ({
  workspaceId: 'w',
  name,
  version: '1.0.0',
  memoryMiB: 256,
  source,
});
const addTo = (invoke, member = 'add') =>
  invoke({ kind: 'action', member, arguments: [contextOf(), { a: 1, b: 2, text: kilobyte }] });

/** Milliseconds of each of so many, sorted. */
const timesOf = async (count, work) => {
  const times = [];
  for (let round = 0; round < count; round += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return times.sort((left, right) => left - right);
};

/** Install: it says what it is, and its first call. */
const benchInstall = async (padding) => {
  const source = sourceOf('fresh', padding);
  const times = await timesOf(5, async () => {
    const sandbox = createPublishedSandbox();
    const manifest = await sandbox.describe({ workspaceId: 'w', version: '1.0.0', source, signal });
    const { connector } = installPublished({ workspaceId: 'w', manifest, icon: '', readme: '', source }, sandbox);
    await connector.actions.add.run(contextOf(), { a: 1, b: 2, text: kilobyte });
    await sandbox.close();
  });
  const median = at(times, 0.5);
  const size = `${Math.round(source.length / 1024)} KB`;
  print(`install and first call, ${size}`, `${median.toFixed(0)} ms, target ${INSTALL_MS}`, median < INSTALL_MS);
};

const benchCalls = async () => {
  const sandbox = createPublishedSandbox();
  const invoke = sandbox.open(codeOf('warm'));
  await timesOf(500, () => addTo(invoke));
  const warm = await timesOf(CALLS, () => addTo(invoke));
  const [p50, p99] = [at(warm, 0.5), at(warm, 0.99)];
  const text = `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, target ${WARM_CALL_MS}`;
  print('published call, warm, 1 KB', text, p50 < WARM_CALL_MS);
  const asks = await timesOf(CALLS, () => addTo(invoke, 'ask'));
  print('  with one request through the parent', `p50 ${at(asks, 0.5).toFixed(2)} ms`);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CALLS }, () => addTo(invoke)));
  print('  many at once', `${((CALLS * 1000) / (performance.now() - startedAt)).toFixed(0)}/s`);
  await sandbox.close();
};

const FIELDS = { Rss: 'resident', Pss: 'proportional', Private_Clean: 'private', Private_Dirty: 'private' };
const memoryOf = (pids) => {
  const sums = { resident: 0, proportional: 0, private: 0 };
  for (const pid of pids)
    for (const [, field, kib] of readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(/^(\w+): +(\d+) kB$/gm))
      if (FIELDS[field] !== undefined) sums[FIELDS[field]] += Number(kib) / 1024;
  return sums;
};

/** Twenty that have been called once, when nobody calls any more. */
const benchIdle = async (name, options, isTarget) => {
  const sandbox = createPublishedSandbox(options);
  await Promise.all(
    Array.from({ length: CONNECTORS }, async (_, n) => {
      const invoke = sandbox.open(codeOf(`idle-${n}`, sourceOf(`idle-${n}`, 400)));
      await addTo(invoke);
    }),
  );
  await delay(SURPLUS_MS);
  const { resident, proportional, private: own } = memoryOf(sandbox.pids);
  const text = `${sandbox.pids.length} processes: ${proportional.toFixed(0)} MiB (PSS), private ${own.toFixed(0)}, RSS ${resident.toFixed(0)}`;
  print(name, isTarget ? `${text}, target ${IDLE_MIB}` : text, isTarget ? proportional < IDLE_MIB : undefined);
  await sandbox.close();
};

/** A connector of our own through the host, beside its bare function. */
const benchBuiltIn = async () => {
  const run = (_, { a, b }) => ({ sum: a + b });
  const shape = { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } };
  const facts = { title: 'Add', effects: 'read', input: shape, output: { type: 'object' }, sample: {} };
  const connector = {
    ...{ sdk: 1, name: 'own', title: 'Own', description: 'Own.', categories: ['bench'] },
    actions: { add: { kind: 'code', ...facts, run } },
  };
  const manifest = { name: 'own', version: '1.0.0', actions: { add: facts } };
  const guard = createOutboundGuard();
  const host = createConnectorHost({
    connectors: [{ origin: 'built-in', connector, manifest, icon: '', readme: '' }],
    ...{ guard, files: {}, evaluate: () => undefined },
  });
  const call = {
    ...{ workspaceId: 'w', connector: 'own', action: 'add', arguments: { a: 1, b: 2 }, idempotencyKey: 'k' },
    ...{ run: { id: 'r', workflow: 'w', state: 's', path: '/s', attempt: 1 }, timeoutMs: 60_000, signal },
  };
  await timesOf(5000, () => host.call(call));
  const hosted = at(await timesOf(10_000, () => host.call(call)), 0.5) * 1000;
  const bare = at(await timesOf(10_000, async () => run(undefined, call.arguments)), 0.5) * 1000;
  const text = `${hosted.toFixed(1)} µs, the bare function ${bare.toFixed(1)} µs, target ${BUILT_IN_MICROS} above it`;
  print('built-in call through the host', text, hosted - bare < BUILT_IN_MICROS);
  await guard.close();
};

/** Prints the figures of published connectors, each beside its target. */
export async function benchPublished() {
  await benchInstall(0);
  await benchInstall(2000);
  await benchCalls();
  if (process.platform === 'linux') {
    await benchIdle('20 connectors that nobody calls', {}, true);
    await benchIdle('  with places for all of them', { maxChildren: 24 }, true);
    await benchIdle('  if all of them were kept', { maxChildren: 24, maxIdle: 24 }, false);
  }
  await benchBuiltIn();
}
