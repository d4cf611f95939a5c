import type { JsonObject } from '@millrace/machine';
import type { StepSchema } from '@millrace/runtime';
import { MemoryStepSchemaStore, VirtualClock } from '@millrace/testing';
import { SchemaComparisons } from './schema-comparisons.ts';
import type { ReadStepSchemas } from './step-schemas.service.ts';

const DAY_MS = 86_400_000;
const of = (...names: readonly string[]): JsonObject => ({
  ...{ type: 'object', additionalProperties: false },
  properties: Object.fromEntries(names.map((name) => [name, {}])),
});
const argument = (path: string, schema: JsonObject): StepSchema => ({ path, part: 'argument', schema });

function world() {
  const clock = new VirtualClock();
  const live = ['orders'];
  const store = new MemoryStepSchemaStore({ clock, listLiveVersions: () => Promise.resolve(live) });
  const read: string[] = [];
  const reports: unknown[] = [];
  /** What services say now. Paths that are missing are not answered. */
  let now: readonly StepSchema[] = [];
  let isWhole = true;
  const make = () =>
    new SchemaComparisons({
      ...{ store, clock },
      workflows: {
        findVersion: (id) =>
          id === 'broken'
            ? Promise.reject(new Error('The database is gone.'))
            : Promise.resolve({ id, workspaceId: 'w', document: { name: id } } as never),
      },
      schemas: {
        read: (_, { name }): Promise<ReadStepSchemas> => {
          read.push(name);
          return Promise.resolve({ schemas: now, isWhole, findings: [] });
        },
      },
      report: (cause) => reports.push(cause),
    });
  return {
    ...{ clock, live, store, read, reports, make },
    say: (schemas: readonly StepSchema[], whole = true) => {
      now = schemas;
      isWhole = whole;
    },
    changesOf: async (versionId: string) => (await store.find(versionId))?.changes.map(({ message }) => message),
  };
}

test('each live version is compared once a week, by one of the processes', async () => {
  const { clock, store, read, make, live } = world();
  live.push('returns', 'plain');
  for (const versionId of ['orders', 'returns']) await store.keep({ versionId, schemas: [argument('/a', of('name'))] });
  await store.keep({ versionId: 'plain', schemas: [] });
  const processes = [make(), make()];
  for (const process of processes) process.start();
  await clock.advance(6 * DAY_MS);
  expect(read).toEqual([]);
  await clock.advance(2 * DAY_MS);
  expect(read.sort()).toEqual(['orders', 'returns']);
  await clock.advance(7 * DAY_MS);
  expect(read.sort()).toEqual(['orders', 'orders', 'returns', 'returns']);
  for (const process of processes) await process.stop();
  await clock.advance(14 * DAY_MS);
  expect(read).toHaveLength(4);
});

test('changes are noted until the service says again what it said', async () => {
  const { clock, store, make, say, changesOf } = world();
  await store.keep({ versionId: 'orders', schemas: [argument('/a', of('name', 'email'))] });
  const comparisons = make();
  const aWeekLater = async (): Promise<void> => {
    await clock.advance(7 * DAY_MS);
    await comparisons.tick();
  };
  say([argument('/a', of('name'))]);
  await aWeekLater();
  expect(await changesOf('orders')).toEqual(['Its fields have changed: "email" is gone.']);
  // A service that is away takes nothing back.
  say([], false);
  await aWeekLater();
  expect(await changesOf('orders')).toEqual(['Its fields have changed: "email" is gone.']);
  say([argument('/a', of('name', 'email'))]);
  await aWeekLater();
  expect(await changesOf('orders')).toEqual([]);
  await comparisons.stop();
});

test('what nobody has said before is what later answers are held against', async () => {
  const { clock, store, make, say, changesOf } = world();
  const comparisons = make();
  say([argument('/a', of('name'))], false);
  await comparisons.tick();
  expect((await store.find('orders'))?.schemas).toEqual([argument('/a', of('name'))]);
  say([argument('/a', of('title')), argument('/b', of('size'))]);
  await clock.advance(7 * DAY_MS);
  await comparisons.tick();
  expect((await store.find('orders'))?.schemas).toEqual([argument('/a', of('name')), argument('/b', of('size'))]);
  expect(await changesOf('orders')).toEqual(['Its fields have changed: "name" is gone, "title" is new.']);
  await comparisons.stop();
});

test('a version that nobody answers for is asked about again in a week', async () => {
  const { clock, store, make, say, read } = world();
  const comparisons = make();
  say([], false);
  await comparisons.tick();
  expect(await store.find('orders')).toBeUndefined();
  await comparisons.tick();
  expect(read).toHaveLength(1);
  say([], true);
  await clock.advance(7 * DAY_MS);
  await comparisons.tick();
  expect(await store.find('orders')).toEqual({ schemas: [], changes: [] });
  await clock.advance(7 * DAY_MS);
  await comparisons.tick();
  expect(read).toHaveLength(2);
  await comparisons.stop();
});

test('one that cannot be looked at stops nobody', async () => {
  const { clock, live, read, reports, make } = world();
  live.unshift('broken');
  const comparisons = make();
  comparisons.start();
  await clock.advance(DAY_MS);
  await comparisons.stop();
  expect(read).toEqual(['orders']);
  expect(reports).toHaveLength(1);
});
