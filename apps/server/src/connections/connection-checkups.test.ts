import { MemoryConnectionStore, VirtualClock } from '@millrace/testing';
import { ConnectionCheckups } from './connection-checkups.ts';

const DAY_MS = 24 * 3_600_000;

async function world(test: (name: string) => Promise<void> = () => Promise.resolve()) {
  const clock = new VirtualClock();
  const connections = new MemoryConnectionStore(clock);
  for (const [id, name] of ['a', 'b', 'idle'].entries()) {
    await connections.create({
      ...{ id: String(id), workspaceId: 'w', name, kind: 'connector', fieldNames: [], quota: 10 },
      ...{ sealed: Uint8Array.of(), use: { connector: 'desk', authKind: 'token', fields: {} } },
    });
    if (name !== 'idle') await connections.noteUse({ id: String(id), isGood: true });
  }
  const tested: string[] = [];
  const reports: unknown[] = [];
  const make = () =>
    new ConnectionCheckups({
      ...{ connections, clock },
      test: {
        run: ({ name }) => {
          tested.push(name);
          return test(name);
        },
      },
      report: (cause) => reports.push(cause),
    });
  return { clock, tested, reports, make };
}

test('each connection in use is tested once a day, by one of the processes, spread out', async () => {
  const { clock, tested, make } = await world();
  const processes = [make(), make()];
  for (const process of processes) process.start();
  await clock.advance(DAY_MS / 2);
  expect(tested.sort()).toEqual(['a', 'b']);
  await clock.advance(DAY_MS);
  expect(tested.sort()).toEqual(['a', 'a', 'b', 'b']);
  for (const process of processes) await process.stop();
  await clock.advance(2 * DAY_MS);
  expect(tested).toHaveLength(4);
});

test('one that cannot be tested stops nobody', async () => {
  const { clock, tested, reports, make } = await world((name) =>
    name === 'a' ? Promise.reject(new Error('The database is gone.')) : Promise.resolve(),
  );
  const checkups = make();
  checkups.start();
  await clock.advance(DAY_MS / 2);
  await checkups.stop();
  expect(tested.sort()).toEqual(['a', 'b']);
  expect(reports).toHaveLength(1);
});
