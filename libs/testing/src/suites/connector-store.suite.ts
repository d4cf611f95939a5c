import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Clock, ConnectorStore, Ids, NewRun, RunStore, StoreChange, StoreChanges } from '@millrace/runtime';
import { aCheckpoint, aRun, aStep } from '../builders/run.ts';

/** A store of what connectors keep with nothing in it, and the runs that it is written with. */
export interface ConnectorStoreSubject {
  readonly values: ConnectorStore;
  readonly runs: RunStore;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly ids: Ids;
  readonly origin: Pick<NewRun, 'workspaceId' | 'workflowId' | 'versionId'>;
}

const WORKER = { workerId: 'worker-1', leaseSeconds: 30 };

/** What every store of what connectors keep promises. */
export function testConnectorStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<ConnectorStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: ConnectorStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const placeOf = (connection = 'acme', connector = 'desk') => ({
    workspaceId: subject.origin.workspaceId,
    connector,
    connection,
  });
  const get = (key: string, place = placeOf()) => subject.values.get({ ...place, key });
  const set = (key: string, value: unknown): StoreChange => ({ kind: 'set', key, value: JSON.stringify(value) });
  const add = (key: string, by: number): StoreChange => ({ kind: 'increment', key, by });
  const forget = (key: string): StoreChange => ({ kind: 'delete', key });
  const changing = (...changes: readonly StoreChange[]): StoreChanges => ({ ...placeOf(), changes });
  const newRun = (): NewRun =>
    aRun({ id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), ...subject.origin });
  const success = () => ({ status: 'succeeded' as const, output: '1', endedAtMs: subject.clock.nowMs() });

  async function held() {
    const run = newRun();
    await subject.runs.accept(run, WORKER);
    return { runId: run.id, fence: 1 };
  }
  async function write(...changes: readonly StoreChanges[]): Promise<void> {
    const lease = await held();
    await subject.runs.advance({ lease, steps: [], checkpoint: aCheckpoint(), store: { id: '1/1', changes } });
  }

  test('nothing is there before it is written', async () => {
    expect(await get('seen')).toBeUndefined();
    expect(await subject.values.countKeys(placeOf())).toBe(0);
  });

  test('values are set, replaced, counted and deleted', async () => {
    await write(changing(set('seen', { id: 4, text: '\u0000 \ud800' }), set('gone', 1), add('count', 2)));
    expect(JSON.parse((await get('seen')) ?? '')).toEqual({ id: 4, text: '\u0000 \ud800' });
    await write(changing(set('seen', 5), forget('gone'), add('count', -5), forget('never')));
    expect([await get('seen'), await get('gone'), await get('count')]).toEqual(['5', undefined, '-3']);
    expect(await subject.values.countKeys(placeOf())).toBe(2);
  });

  test('what is no whole number counts as 0', async () => {
    await write(changing(set('text', 'seven'), set('part', 0.5)));
    await write(changing(add('text', 2), add('part', 3)));
    expect([await get('text'), await get('part')]).toEqual(['2', '3']);
  });

  test('connections, connectors and calls without a connection have their own', async () => {
    const places = [placeOf(), placeOf('other'), placeOf('acme', 'crm'), placeOf('')];
    await write(...places.map((place, index) => ({ ...place, changes: [set('seen', index)] })));
    expect(await Promise.all(places.map((place) => get('seen', place)))).toEqual(['0', '1', '2', '3']);
    const workspaceId = '00000000-0000-7000-8000-000000000000';
    expect(await subject.values.get({ ...placeOf(), workspaceId, key: 'seen' })).toBeUndefined();
  });

  test('runs that count at the same time all count', async () => {
    await Promise.all(Array.from({ length: 30 }, () => write(changing(add('count', 1), set('last', 1)))));
    expect(await get('count')).toBe('30');
  });

  test('runs that write the same keys in other orders do not stand in each other’s way', async () => {
    const one = changing(set('a', 1), add('b', 1), forget('c'));
    const other = changing(set('c', 1), forget('b'), add('a', 1));
    await Promise.all(Array.from({ length: 40 }, (_, index) => write(index % 2 === 0 ? one : other)));
    expect(Number(await get('a'))).toBeGreaterThan(0);
  });

  test('with each way to move a run', async () => {
    const [parked, ended] = [await held(), await held()];
    const store = { id: '1/1', changes: [changing(add('count', 1))] };
    const moved = { steps: [], store };
    expect(await subject.runs.park({ ...moved, lease: parked, checkpoint: aCheckpoint(), availableAtMs: 0 })).toBe(
      true,
    );
    expect(await subject.runs.finish({ ...moved, lease: ended, end: success() })).toBe(true);
    await subject.runs.acceptFinished(newRun(), { steps: [aStep(0)], end: success(), store });
    expect(await get('count')).toBe('3');
  });

  test('only with a move that is the run’s own', async () => {
    const lease = await held();
    const store = { id: '2/1', changes: [changing(set('seen', 1))] };
    const late = { lease: { ...lease, fence: 2 }, steps: [], checkpoint: aCheckpoint(), store };
    expect(await subject.runs.advance(late)).toBe(false);
    expect(await get('seen')).toBeUndefined();
  });

  test('several writes of one run all count', async () => {
    const lease = await held();
    await Promise.all(
      [1, 2, 3].map((number) =>
        subject.runs.advance({
          ...{ lease, steps: [], journal: [{ path: `Each[${number}]`, entry: '{}' }] },
          store: { id: `1/${number}`, changes: [changing(add('count', 1))] },
        }),
      ),
    );
    expect(await get('count')).toBe('3');
  });
}
