import { VirtualClock } from '@millrace/testing';
import { CallMeter, type EndedCall } from './call-meter.ts';
import { histogramOf } from './histogram.ts';
import { MetricKeeper } from './metric-keeper.ts';
import type { CallCounts, RollUpOutcome } from './metric-store.ts';

interface Batch {
  readonly sender: string;
  readonly sequence: number;
  readonly counts: readonly CallCounts[];
}

const call = (members: Partial<EndedCall> = {}): EndedCall => ({
  ...{ workspaceId: 'w', workflowId: 'f', connector: 'shop', outcome: 'succeeded', durationMs: 10, atMs: 61_000 },
  ...members,
});

function open({ outcomes = [] }: { readonly outcomes?: RollUpOutcome[] } = {}) {
  const clock = new VirtualClock();
  const meter = new CallMeter();
  const sent: Batch[] = [];
  const reports: unknown[] = [];
  const state = { isBroken: false, turns: 0 };
  const keeper = new MetricKeeper({
    ...{ clock, meter, workerId: 'p' },
    store: {
      addCalls: (batch) => {
        sent.push(batch);
        return state.isBroken ? Promise.reject(new Error('no answer')) : Promise.resolve();
      },
      rollUp: () => {
        state.turns += 1;
        return Promise.resolve(outcomes.shift() ?? 'done');
      },
    },
    report: (cause) => reports.push(cause),
  });
  return { clock, meter, keeper, sent, reports, state };
}

test('calls are counted by minute and connection, and taken once', () => {
  const meter = new CallMeter();
  for (const one of [call(), call({ outcome: 'failed', durationMs: 500 }), call({ outcome: 'limited' })])
    meter.note(one);
  meter.note(call({ atMs: 120_000, connection: 'acme' }));
  const base = { workspaceId: 'w', workflowId: 'f', connector: 'shop' };
  expect(meter.take()).toEqual([
    { ...base, atMs: 60_000, total: 3, succeeded: 1, failed: 2, limited: 1, durations: histogramOf([10, 10, 500]) },
    {
      ...{ ...base, connection: 'acme', atMs: 120_000, total: 1, succeeded: 1, failed: 0, limited: 0 },
      durations: histogramOf([10]),
    },
  ]);
  expect(meter.take()).toEqual([]);
});

test('what was not heard to be kept goes out again under its number, and what came since after it', async () => {
  const { clock, meter, keeper, sent, reports, state } = open();
  keeper.start();
  state.isBroken = true;
  meter.note(call());
  await clock.advance(10_000);
  meter.note(call());
  await clock.advance(10_000);
  state.isBroken = false;
  await clock.advance(20_000);
  await keeper.stop();
  expect(reports).toHaveLength(2);
  expect(sent.map(({ sequence, counts }) => [sequence, counts[0]?.total])).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
    [2, 1],
  ]);
});

test('what is left goes out at the end', async () => {
  const { meter, keeper, sent } = open();
  keeper.start();
  meter.note(call());
  await keeper.stop();
  expect(sent).toMatchObject([{ sender: 'p', sequence: 1, counts: [{ total: 1 }] }]);
});

test('whoever is behind goes on at once, and else waits', async () => {
  const { clock, keeper, state } = open({ outcomes: ['behind', 'behind', 'done'] });
  keeper.start();
  await clock.advance(1000);
  expect(state.turns).toBe(3);
  await clock.advance(10_000);
  expect(state.turns).toBe(4);
  await keeper.stop();
});
