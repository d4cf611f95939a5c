import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JsonValue } from '@millrace/machine';
import type { ConnectorSampleStore } from '@millrace/runtime';

/** Samples of two workspaces, none yet. */
export interface ConnectorSampleStoreSubject {
  readonly samples: ConnectorSampleStore;
  readonly workspaceId: string;
  readonly otherWorkspaceId: string;
}

/** What every store of samples promises. */
export function testConnectorSampleStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<ConnectorSampleStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: ConnectorSampleStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const named = (action: string, connector = 'desk') => ({ workspaceId: subject.workspaceId, connector, action });
  const save = (action: string, output: JsonValue, connector?: string): Promise<void> =>
    subject.samples.save({ ...named(action, connector), output, savedBy: 'Ada' });
  const list = () => subject.samples.list({ workspaceId: subject.workspaceId, connector: 'desk' });

  test('a sample replaces the one before, whatever is in it', async () => {
    await save('list', { n: 1 });
    await save('list', ['two', '\u0000', null]);
    await save('get', null);
    await save('list', 'elsewhere', 'crm');
    const savedAtMs = expect.any(Number) as unknown as number;
    expect(await list()).toEqual([
      { action: 'get', output: null, savedBy: 'Ada', savedAtMs },
      { action: 'list', output: ['two', '\u0000', null], savedBy: 'Ada', savedAtMs },
    ]);
  });

  test('another workspace has nothing of it', async () => {
    await save('list', 1);
    const elsewhere = { workspaceId: subject.otherWorkspaceId, connector: 'desk' };
    expect(await subject.samples.list(elsewhere)).toEqual([]);
    expect(await subject.samples.remove({ ...elsewhere, action: 'list' })).toBe(false);
  });

  test('what was removed is gone', async () => {
    await save('list', 1);
    expect(await subject.samples.remove(named('list'))).toBe(true);
    expect(await subject.samples.remove(named('list'))).toBe(false);
    expect(await list()).toEqual([]);
  });
}
