import type { ConnectorTrigger } from '@millrace/machine';
import { TestInstallation } from '@millrace/testing/installation';
import { aWorkflow, VirtualClock } from '@millrace/testing';
import { createIds } from '../ids.ts';
import { DEFAULT_ROLLOUT_RULE, type Rollout } from '../rollouts/rollout.ts';
import { RunMaker } from '../rollouts/run-maker.ts';
import { VersionCache } from '../version-cache.ts';
import type { WorkflowVersionDocument } from '../workflow.ts';
import { prepareItems } from './prepare-items.ts';
import type { TriggerItem } from './trigger.ts';

const clock = new VirtualClock();
let pauses = 0;
const thread = {
  giveWay: () => {
    pauses += 1;
    return undefined;
  },
};
const ports = { clock, thread, ids: createIds(clock), evaluator: new TestInstallation().evaluator };
const maker = new RunMaker(
  { ...ports, rollouts: { find: () => Promise.resolve(undefined) } },
  new VersionCache({ findVersion: () => Promise.resolve(undefined) }),
);
const version: WorkflowVersionDocument = {
  ...{ id: 'v', workflowId: 'w', workspaceId: 's', workflowName: 'orders', number: 1, contentHash: '', note: '' },
  ...{ publishedAtMs: 0, document: aWorkflow() },
};
const TOLD: ConnectorTrigger = { type: 'connector', use: 'desk/ticket_created' };
const identity = 'i'.repeat(32);
const prepare = (items: readonly TriggerItem[], trigger = TOLD) =>
  prepareItems({ ...ports, maker }, { version, triggerId: 'told', trigger, identity, items });
const keysOf = async (items: readonly TriggerItem[], trigger = TOLD) =>
  (await prepare(items, trigger)).runs.map(({ dedupe }) => dedupe?.key.slice(identity.length + 1));

test('an item is the input of a run, which remembers who started it', async () => {
  const item = { id: 'T-1', data: { subject: 'Printer' }, at: '2030-01-01T00:00:00Z', key: 'acme' };
  const [run] = (await prepare([item])).runs;
  expect(JSON.parse(run?.input ?? '')).toEqual(item);
  expect(run).toMatchObject({ versionId: 'v', workflowId: 'w', trigger: { id: 'told', type: 'connector' } });
  expect(run?.dedupe).toMatchObject({ key: `${identity}:T-1`, windowSeconds: 7 * 86_400 });
  expect(run?.admission).toEqual({ orderingKey: 'acme' });
  expect(JSON.parse((await prepare([{ id: '1', data: null }])).runs[0]?.input ?? '')).toEqual({ id: '1', data: null });
});

test('the same item twice is one run, and the first of them', async () => {
  const { runs } = await prepare([
    { id: 'a', data: 1 },
    { id: 'b', data: 2 },
    { id: 'a', data: 3 },
  ]);
  expect(runs.map(({ input }) => (JSON.parse(input) as { data: number }).data)).toEqual([1, 2]);
});

test('while a version is tried it has its part of the items, each of which has one version', async () => {
  const told = (id: string): WorkflowVersionDocument => ({
    ...{ ...version, id },
    document: aWorkflow(undefined, { triggers: { told: TOLD } }),
  });
  const rollout: Rollout = {
    ...{ id: 'r', workspaceId: 's', workflowId: 'w', percent: 50, startedAtMs: 0 },
    base: { versionId: 'v', number: 1 },
    candidate: { versionId: 'v-2', number: 2 },
    rule: DEFAULT_ROLLOUT_RULE,
  };
  const versions = new VersionCache({ findVersion: (id) => Promise.resolve(told(id)) });
  const choosing = new RunMaker({ ...ports, rollouts: { find: () => Promise.resolve(rollout) } }, versions);
  const items = Array.from({ length: 40 }, (_, index) => ({ id: `T-${index}`, data: index }));
  const choose = async () => {
    const facts = { version: told('v'), triggerId: 'told', trigger: TOLD, identity, items };
    return (await prepareItems({ ...ports, maker: choosing }, facts)).runs.map(({ versionId }) => versionId);
  };
  const chosen = await choose();
  expect(new Set(chosen)).toEqual(new Set(['v', 'v-2']));
  expect(await choose()).toEqual(chosen);
});

test('the document has the last word on keys', async () => {
  const trigger = { ...TOLD, dedupe: '{% $states.input.data.number %}', key: '{% $states.input.data.team %}' };
  const { runs } = await prepare([{ id: 'a', data: { number: 7, team: 'red' }, key: 'blue' }], trigger);
  expect(runs[0]).toMatchObject({ dedupe: { key: `${identity}:7` }, admission: { orderingKey: 'red' } });
  // What the expressions do not find, the item says itself.
  expect(await keysOf([{ id: 'a', data: {} }], trigger)).toEqual(['a']);
});

test('what no key can be is its hash', async () => {
  const odd = ['x'.repeat(221), 'a\u0000b', 'a\ud800b', 'ü'.repeat(111)];
  const keys = await keysOf(odd.map((id) => ({ id, data: null })));
  for (const key of keys) expect(key).toMatch(/^#[0-9a-f]{64}$/);
  expect(new Set(keys).size).toBe(odd.length);
  expect(await keysOf([{ id: 'x'.repeat(220), data: null }])).toEqual(['x'.repeat(220)]);
  const [run] = (await prepare([{ id: 'a', data: null, key: 'k'.repeat(257) }])).runs;
  expect(run?.admission?.orderingKey).toMatch(/^#[0-9a-f]{64}$/);
});

test('an item whose keys cannot be told keeps the others from nothing', async () => {
  const trigger = { ...TOLD, key: "{% $states.input.id = 'bad' ? $error('no') : 'k' %}" };
  const { runs, failed } = await prepare(
    ['good', 'bad', 'fine'].map((id) => ({ id, data: null })),
    trigger,
  );
  expect(runs).toHaveLength(2);
  expect(failed).toMatchObject([{ item: { id: 'bad' }, cause: { code: 'trigger.key_invalid' } }]);
});

test('others have the thread between two items', async () => {
  pauses = 0;
  await prepare(['a', 'b', 'c'].map((id) => ({ id, data: null })));
  expect(pauses).toBe(3);
});
