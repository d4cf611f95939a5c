import { aMachine, aWorkflow, intercept, returned } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { JournalRow, JournalStore } from './ports.ts';
import { RecoveredJournal } from './recovered-journal.ts';

const entry = (output: string): string => JSON.stringify({ kind: 'ended', within: '1', output });
function storeOf(paths: readonly string[]): { readonly store: Pick<JournalStore, 'read'>; readonly read: string[] } {
  const read: string[] = [];
  const rows: readonly JournalRow[] = [...paths].sort().map((path) => ({ path, entry: entry(path) }));
  const store: Pick<JournalStore, 'read'> = {
    read: ({ afterPath = '', limit }) => {
      const page = rows.filter(({ path }) => path > afterPath).slice(0, limit);
      read.push(...page.map(({ path }) => path));
      return Promise.resolve(page);
    },
  };
  return { store, read };
}

test('each composite state finds its own row and those of its threads, at any depth, once', async () => {
  const paths = [
    'Fan out',
    'Fan out[0]',
    'Fan out[1]/Inner',
    'Fan out[1]/Inner[0]',
    'A',
    'A[0]',
    '\u{1f600}',
    '\u{1f600}[0]',
  ];
  const journal = new RecoveredJournal(storeOf(paths).store, 'run');
  const order = ['A', 'A[0]', ...paths.slice(0, 4), ...paths.slice(6)];
  for (const path of order) expect(await journal.recall(path)).toMatchObject({ output: path });
  expect(await journal.recall('\u{1f600}[0]')).toBeUndefined();
  expect(await journal.recall('Fan out/Compensate')).toBeUndefined();
});

test('what earlier states of the top level have left is not read again', async () => {
  const place = new TestInstallation();
  place.connectors.on('charge', ({ arguments: item }) => returned(item));
  let rows = 0;
  const journal = intercept(place.stores.journal, async ({ proceed }) => {
    const page = await proceed();
    rows += (page as readonly unknown[]).length;
    return page;
  });
  const { engine } = await place.startEngine({ ports: { journal } });
  const processor = aMachine().task('Charge').wait('Rest', { Seconds: 60 });
  const machine = aMachine()
    .each('Each', processor, { Items: '{% [1..30] %}' })
    .parallel('Two', [aMachine().wait('Sleep', { Seconds: 60 })]);
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(61_000);
  const before = rows;
  expect(before).toBeGreaterThan(30);
  await place.clock.advance(61_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  expect(rows - before).toBeLessThan(5);
});
