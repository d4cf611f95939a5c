import type { ConnectorMigration, ConnectorUser, ConnectorVersion, MigratedWorkflow } from '../../../lib/contract.ts';
import { canUndo, nextBatch, readBatches, targetsOf, wordsOf, workflowsByPin } from './migrations.ts';

test.each([
  ['10, 50, 100', [10, 50, 100]],
  [' 100 % ', [100]],
  ['0.5;100', [0.5, 100]],
])('"%s" are batches', (text, batches) => expect(readBatches(text)).toEqual(batches));

test.each(['', '10, 50', '50, 10, 100', '10, 10, 100', '0, 100', 'ten, 100', '10, 110', '1,2,3,4,5,6,7,8,9,10,100'])(
  '"%s" are no batches',
  (text) => expect(readBatches(text)).toBeUndefined(),
);

const use = (pin: string | undefined) => ({ ...(pin === undefined ? {} : { pin }), actions: [], triggers: [] });

test('what is live decides which version a workflow is moved from', () => {
  const users = [
    { workflow: 'a', live: use('1.0.0'), draft: use('2.0.0') },
    { workflow: 'b', draft: use('1.0.0') },
    { workflow: 'c', live: use(undefined), draft: use('1.0.0') },
  ] as ConnectorUser[];
  expect([...workflowsByPin(users)]).toEqual([['1.0.0', ['a', 'b']]]);
});

test('nothing is moved to a draft, to what is yanked or blocked, or to where it is', () => {
  const versions = [
    { version: '5.0.0', state: 'draft' },
    { version: '4.0.0', state: 'published', blocked: 'harm' },
    { version: '3.0.0', state: 'published' },
    { version: '2.0.0', state: 'yanked' },
    { version: '1.1.0', state: 'deprecated' },
    { version: '1.0.0', state: 'published' },
  ] as ConnectorVersion[];
  expect(targetsOf(versions, '1.0.0')).toEqual(['3.0.0', '1.1.0']);
});

const migrationOf = (
  state: ConnectorMigration['state'],
  ...workflows: readonly Partial<MigratedWorkflow>[]
): ConnectorMigration => ({ state, workflows }) as unknown as ConnectorMigration;

test('the next batch is the first that is not published', () => {
  const workflows = [
    { state: 'published', batch: 1 },
    { state: 'ready', batch: 3 },
    { state: 'ready', batch: 2 },
  ] as const;
  expect(nextBatch(migrationOf('waiting', ...workflows))).toBe(2);
  expect(nextBatch(migrationOf('undone', ...workflows))).toBeUndefined();
  expect(nextBatch(migrationOf('done', { state: 'ready' }))).toBeUndefined();
});

test('only what was published, and not yet undone, can be undone', () => {
  expect(canUndo(migrationOf('done', { state: 'published' }))).toBe(true);
  expect(canUndo(migrationOf('done', { state: 'ready' }))).toBe(false);
  expect(canUndo(migrationOf('undone', { state: 'published' }))).toBe(false);
});

test('what became of a workflow says which version or which batch', () => {
  const words = (workflow: Partial<MigratedWorkflow>) => wordsOf(workflow as MigratedWorkflow);
  expect(words({ state: 'ready' })).toEqual({ key: 'ready' });
  expect(words({ state: 'ready', batch: 2 })).toEqual({ key: 'readyBatch', batch: 2 });
  expect(words({ state: 'published', published: 4 })).toEqual({ key: 'published', number: 4 });
  expect(words({ state: 'undone', liveBefore: 3 })).toEqual({ key: 'undone', number: 3 });
  expect(words({ state: 'needs_edits' })).toEqual({ key: 'needs_edits' });
  expect(words({ state: 'skipped', problems: [] })).toEqual({ key: 'skipped' });
  const problems = [{ code: 'migration.not_pinned', path: '', message: 'It does not pin it.' }];
  expect(words({ state: 'skipped', problems })).toEqual({ key: 'skippedFor' });
});
