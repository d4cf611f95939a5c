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

/** Install, it says what it is, and its first call: milliseconds. */
export async function measureInstall(padding) {
  const source = sourceOf('fresh', padding);
  const times = await timesOf(5, async () => {
    const sandbox = createPublishedSandbox();
    const manifest = await sandbox.describe({ workspaceId: 'w', version: '1.0.0', source, signal });
    const { connector } = installPublished({ workspaceId: 'w', manifest, icon: '', readme: '', source }, sandbox);
    await connector.actions.add.run(contextOf(), { a: 1, b: 2, text: kilobyte });
    await sandbox.close();
  });
  return { milliseconds: at(times, 0.5), kilobytes: Math.round(source.length / 1024) };
}

/** Calls of one connector on a child that knows it, one after the other and all at once. */
export async function measureCalls(count = CALLS) {
  const sandbox = createPublishedSandbox();
  const invoke = sandbox.open(codeOf('warm'));
  await timesOf(500, () => addTo(invoke));
  const warm = await timesOf(count, () => addTo(invoke));
  const asks = await timesOf(count, () => addTo(invoke, 'ask'));
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: count }, () => addTo(invoke)));
  const perSecond = (count * 1000) / (performance.now() - startedAt);
  await sandbox.close();
  return { p50Ms: at(warm, 0.5), p99Ms: at(warm, 0.99), askP50Ms: at(asks, 0.5), perSecond };
}

const FIELDS = { Rss: 'resident', Pss: 'proportional', Private_Clean: 'private', Private_Dirty: 'private' };
const memoryOf = (pids) => {
  const sums = { resident: 0, proportional: 0, private: 0 };
  for (const pid of pids)
    for (const [, field, kib] of readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(/^(\w+): +(\d+) kB$/gm))
      if (FIELDS[field] !== undefined) sums[FIELDS[field]] += Number(kib) / 1024;
  return sums;
};

/** Twenty that have been called once, when nobody calls any more: mebibytes, shared pages divided. Linux only. */
export async function measureIdle(options = {}) {
  const sandbox = createPublishedSandbox(options);
  await Promise.all(
    Array.from({ length: CONNECTORS }, async (_, n) => {
      const invoke = sandbox.open(codeOf(`idle-${n}`, sourceOf(`idle-${n}`, 400)));
      await addTo(invoke);
    }),
  );
  await delay(SURPLUS_MS);
  const processes = sandbox.pids.length;
  const memory = memoryOf(sandbox.pids);
  await sandbox.close();
  return { processes, ...memory };
}

/** A connector of our own through the host, beside its bare function: microseconds. */
export async function measureBuiltIn() {
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
  await guard.close();
  return { hosted, bare };
}

const printInstall = ({ milliseconds, kilobytes }) =>
  print(
    `install and first call, ${kilobytes} KB`,
    `${milliseconds.toFixed(0)} ms, target ${INSTALL_MS}`,
    milliseconds < INSTALL_MS,
  );

function printCalls({ p50Ms, p99Ms, askP50Ms, perSecond }) {
  const text = `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms, target ${WARM_CALL_MS}`;
  print('published call, warm, 1 KB', text, p50Ms < WARM_CALL_MS);
  print('  with one request through the parent', `p50 ${askP50Ms.toFixed(2)} ms`);
  print('  many at once', `${perSecond.toFixed(0)}/s`);
}

function printIdle(name, { processes, resident, proportional, private: own }, isTarget) {
  const text = `${processes} processes: ${proportional.toFixed(0)} MiB (PSS), private ${own.toFixed(0)}, RSS ${resident.toFixed(0)}`;
  print(name, isTarget ? `${text}, target ${IDLE_MIB}` : text, isTarget ? proportional < IDLE_MIB : undefined);
}

function printBuiltIn({ hosted, bare }) {
  const text = `${hosted.toFixed(1)} µs, the bare function ${bare.toFixed(1)} µs, target ${BUILT_IN_MICROS} above it`;
  print('built-in call through the host', text, hosted - bare < BUILT_IN_MICROS);
}

/** Prints the figures of published connectors, each beside its target. */
export async function benchPublished() {
  printInstall(await measureInstall(0));
  printInstall(await measureInstall(2000));
  printCalls(await measureCalls());
  if (process.platform === 'linux') {
    printIdle('20 connectors that nobody calls', await measureIdle(), true);
    printIdle('  with places for all of them', await measureIdle({ maxChildren: 24 }), true);
    printIdle('  if all of them were kept', await measureIdle({ maxChildren: 24, maxIdle: 24 }), false);
  }
  printBuiltIn(await measureBuiltIn());
}
