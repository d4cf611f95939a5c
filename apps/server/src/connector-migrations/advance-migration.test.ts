import { MemoryConnectorMigrationStore } from '@millrace/testing';
import type { ConnectorMigration, MigratedWorkflow } from '@millrace/runtime';
import { advanceMigration, type MigrationStep } from './advance-migration.ts';

let store: MemoryConnectorMigrationStore;
let begun: ConnectorMigration;
beforeEach(async () => {
  store = new MemoryConnectorMigrationStore({ nowMs: () => 1000 });
  begun = await store.create({
    ...{ id: 'm', workspaceId: 'w', connector: 'crm', from: '1.0.0', to: '1.1.0', state: 'waiting', startedBy: 'Ada' },
    workflows: ['a', 'b', 'c'].map((workflow) => ({ workflow, state: 'ready', problems: [] })),
  });
});
const step = (take: MigrationStep['take']): MigrationStep => ({ isDue: () => true, take, endOf: () => 'done' });
const publish = (one: MigratedWorkflow): Promise<MigratedWorkflow> => Promise.resolve({ ...one, state: 'published' });
const failing = (code: string) => (one: MigratedWorkflow) =>
  one.workflow === 'b' ? Promise.reject(Object.assign(new Error('No.'), { code })) : publish(one);
const kept = async (): Promise<readonly unknown[] | undefined> =>
  (await store.find({ workspaceId: 'w', id: 'm' }))?.workflows.map(({ state }) => state);

test('each is kept before the next begins, and one that fails does not stop the others', async () => {
  const seen: unknown[] = [];
  const ended = await advanceMigration(
    store,
    begun,
    step(async (one) => {
      seen.push(await kept());
      return failing('workflow.draft_changed')(one);
    }),
  );
  expect(seen[2]).toEqual(['published', 'skipped', 'ready']);
  expect(ended).toMatchObject({
    state: 'done',
    workflows: [
      { state: 'published' },
      { state: 'skipped', problems: [{ code: 'workflow.draft_changed', path: '', message: 'No.' }] },
      { state: 'published' },
    ],
  });
});

test('what was done before the database went away is known', async () => {
  await expect(advanceMigration(store, begun, step(failing('store.unavailable')))).rejects.toThrow('No.');
  expect(await kept()).toEqual(['published', 'ready', 'ready']);
});

test('of two who begin at once, one publishes', async () => {
  const published: string[] = [];
  const take = (one: MigratedWorkflow): Promise<MigratedWorkflow> => {
    published.push(one.workflow);
    return publish(one);
  };
  const both = await Promise.allSettled([
    advanceMigration(store, begun, step(take)),
    advanceMigration(store, begun, step(take)),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(published).toEqual(['a', 'b', 'c']);
});
