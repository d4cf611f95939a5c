import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ConnectorMigration, ConnectorMigrationStore } from '@millrace/runtime';

/** Migrations of two workspaces, none yet. */
export interface ConnectorMigrationStoreSubject {
  readonly migrations: ConnectorMigrationStore;
  readonly workspaceId: string;
  readonly otherWorkspaceId: string;
}

/** What every store of migrations promises. */
export function testConnectorMigrationStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<ConnectorMigrationStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: ConnectorMigrationStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const before = { versionId: randomUUID(), number: 3 };
  const ready = { workflow: 'orders', state: 'ready', problems: [], batch: 1, before } as const;
  const create = (connector = 'crm'): Promise<ConnectorMigration> =>
    subject.migrations.create({
      ...{ id: randomUUID(), workspaceId: subject.workspaceId, connector, from: '1.0.0', to: '1.1.0' },
      ...{ state: 'waiting', workflows: [ready], startedBy: 'Ada' },
    });
  const find = ({ workspaceId, id }: ConnectorMigration): Promise<ConnectorMigration | undefined> =>
    subject.migrations.find({ workspaceId, id });

  test('a migration is found as it was made, in its workspace', async () => {
    const made = await create();
    expect(await find(made)).toEqual(made);
    expect(made).toMatchObject({ from: '1.0.0', to: '1.1.0', state: 'waiting', workflows: [ready], startedBy: 'Ada' });
    expect(made.updatedAtMs).toBe(made.startedAtMs);
    expect(await find({ ...made, workspaceId: subject.otherWorkspaceId })).toBeUndefined();
    expect(await find({ ...made, id: randomUUID() })).toBeUndefined();
  });

  test('they are listed by connector and workspace', async () => {
    const made = [await create(), await create()];
    await create('desk');
    const { workspaceId, otherWorkspaceId } = subject;
    const listed = await subject.migrations.list({ workspaceId, connector: 'crm' });
    expect(listed.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
    expect(await subject.migrations.list({ workspaceId: otherWorkspaceId, connector: 'crm' })).toEqual([]);
  });

  test('of two who have read the same, one changes it', async () => {
    const made = await create();
    const change = (readAtMs: number): Promise<boolean> => {
      const workflows = [{ ...ready, state: 'published', after: { ...before, number: 4 } } as const];
      return subject.migrations.update({ ...made, state: 'done', workflows, readAtMs });
    };
    const both = await Promise.all([change(made.updatedAtMs), change(made.updatedAtMs)]);
    expect(both.sort()).toEqual([false, true]);
    const changed = await find(made);
    expect(changed).toMatchObject({ state: 'done', workflows: [{ state: 'published', after: { number: 4 } }] });
    expect(changed?.updatedAtMs).toBeGreaterThan(made.updatedAtMs);
    expect(await change(changed?.updatedAtMs ?? 0)).toBe(true);
    const elsewhere = {
      ...made,
      workspaceId: subject.otherWorkspaceId,
      readAtMs: (await find(made))?.updatedAtMs ?? 0,
    };
    expect(await subject.migrations.update(elsewhere)).toBe(false);
  });

  test('of a workflow that nobody knows nothing is measured', async () => {
    const { workspaceId } = subject;
    const measured = await subject.migrations.measure({ workspaceId, workflowName: 'none', versionId: randomUUID() });
    expect(measured).toEqual({ runs: 0, failed: 0 });
  });
}
