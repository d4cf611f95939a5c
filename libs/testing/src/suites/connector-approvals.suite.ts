import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ConnectorPermissions, ConnectorRegistryStore, PublishOutcome } from '@millrace/runtime';
import type { ConnectorRegistryStoreSubject } from './connector-registry-store.suite.ts';

const NAME = 'acme-desk';
type Permissions = Partial<ConnectorPermissions>;
const [A, B] = [{ hosts: ['a.example'] }, { hosts: ['a.example', 'b.example'] }];
const YES = ['b.example'];

/** What every registry promises of what versions may do. */
export function testConnectorApprovals({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<ConnectorRegistryStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: ConnectorRegistryStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const named = (version?: string) => ({
    ...{ workspaceId: subject.workspaceId, name: NAME },
    ...(version === undefined ? {} : { version }),
  });
  interface How {
    readonly promote?: boolean;
    readonly approved?: readonly string[];
    readonly state?: 'draft' | 'published';
  }
  const publish = (version: string, permissions: Permissions, how: How = {}): Promise<PublishOutcome> => {
    const { promote = false, approved = [], state = 'published' } = how;
    return subject.registry.publish({
      ...{ promote, approved },
      version: {
        ...{ ...named(), version, state, origin: 'package', manifest: { name: NAME, version, permissions } },
        ...{ icon: '', readme: '', changelog: '', changes: [], sha512: `hash-${version}`, authorName: 'Ada' },
      },
    });
  };
  const promote = (version: string, approved: readonly string[] = []): ReturnType<ConnectorRegistryStore['promote']> =>
    subject.registry.promote({ ...named(), version, approved });
  const yank = (version: string): Promise<boolean> =>
    subject.registry.setState({ ...named(), version, state: 'yanked' });
  const latest = async (): Promise<string | undefined> =>
    (await subject.registry.findConnector(named()))?.latestVersion;
  const approved = async (): Promise<readonly string[]> =>
    (await subject.registry.listVersions(named()))
      .filter(({ approvedAtMs }) => approvedAtMs !== undefined)
      .map(({ version }) => version)
      .sort();
  const found = async (): Promise<string | undefined> => (await subject.registry.peek(named()))?.version;

  test('whoever promotes approves', async () => {
    expect(await publish('1.0.0', A)).toMatchObject({ isLatest: false, isApproved: false, toApprove: [] });
    expect(await approved()).toEqual([]);
    expect(await promote('1.0.0')).toEqual({ kind: 'promoted' });
    expect(await approved()).toEqual(['1.0.0']);
    expect(await subject.registry.peek(named('1.0.0'))).toHaveProperty('approvedAtMs');
    expect(await subject.registry.find(named('1.0.0'))).toHaveProperty('approvedAtMs');
    expect(await subject.registry.listApproved(named())).toMatchObject([A]);
  });

  test('published and promoted at once, if nothing more is asked for', async () => {
    expect(await publish('1.0.0', A, { promote: true })).toMatchObject({ isLatest: true, isApproved: true });
    const wider = { isLatest: false, isApproved: false, toApprove: YES };
    expect(await publish('1.1.0', B, { promote: true })).toMatchObject(wider);
    expect(await latest()).toBe('1.0.0');
    const allowed = { isLatest: true, isApproved: true, toApprove: [] };
    expect(await publish('1.2.0', B, { promote: true, approved: YES })).toMatchObject(allowed);
    expect(await latest()).toBe('1.2.0');
  });

  test('what may do no more than an approved one is approved as it is published', async () => {
    await publish('1.0.0', A, { promote: true });
    expect(await publish('1.0.1', A)).toMatchObject({ isLatest: false, isApproved: true, toApprove: [] });
    expect(await publish('1.0.2', {})).toMatchObject({ isApproved: true });
    expect(await publish('1.0.3', { ...A, memoryMiB: 512 })).toMatchObject({ toApprove: ['memory 512 MiB'] });
    expect(await publish('0.0.0-dev.ada', {}, { state: 'draft' })).toMatchObject({ isApproved: false });
    expect(await approved()).toEqual(['1.0.0', '1.0.1', '1.0.2']);
  });

  test('what asks for nothing needs nobody’s yes', async () => {
    expect(await publish('1.0.0', {})).toMatchObject({ isLatest: false, isApproved: true });
  });

  test('a newer promotion does not approve what may do more', async () => {
    await publish('1.0.0', A, { promote: true });
    await publish('1.1.0', B);
    await publish('1.1.1', A);
    expect(await promote('1.1.1')).toEqual({ kind: 'promoted' });
    expect(await approved()).toEqual(['1.0.0', '1.1.1']);
    expect(await promote('1.1.0')).toEqual({ kind: 'unapproved', toApprove: YES });
    expect(await latest()).toBe('1.1.1');
  });

  test('with one that may do as much, it is', async () => {
    await publish('1.0.0', A, { promote: true });
    await publish('1.1.0', B);
    await publish('1.1.1', B);
    await promote('1.1.1', YES);
    expect(await approved()).toEqual(['1.0.0', '1.1.0', '1.1.1']);
  });

  test('where the latest was yanked, what was approved is compared with, and found', async () => {
    await publish('1.0.0', A, { promote: true });
    await publish('1.0.1', A, { promote: true });
    await yank('1.0.1');
    await publish('1.1.0', B);
    expect(await approved()).toEqual(['1.0.0', '1.0.1']);
    expect(await found()).toBe('1.0.0');
    expect(await promote('1.1.0')).toEqual({ kind: 'unapproved', toApprove: YES });
    await yank('1.0.0');
    expect(await found()).toBeUndefined();
    expect(await publish('1.1.1', A)).toMatchObject({ isApproved: true });
    expect(await found()).toBe('1.1.1');
  });

  test('what was approved stays so after a roll-back', async () => {
    await publish('1.0.0', A, { promote: true });
    await publish('1.1.0', B, { promote: true, approved: YES });
    expect(await promote('1.0.0')).toEqual({ kind: 'promoted' });
    expect(await approved()).toEqual(['1.0.0', '1.1.0']);
    expect(await promote('1.1.0')).toEqual({ kind: 'promoted' });
  });

  test('what is blocked is not promoted, and nothing is approved because of it', async () => {
    await publish('1.0.0', A, { promote: true });
    await publish('1.1.0', B, { promote: true, approved: YES });
    const bytes = { workspaceId: subject.workspaceId, sha512: 'hash-1.1.0' };
    await subject.registry.block({ ...bytes, reason: 'It steals.', blockedBy: 'Ada' });
    expect(await promote('1.1.0')).toEqual({ kind: 'blocked', reason: 'It steals.' });
    expect(await publish('1.1.1', B)).toMatchObject({ isApproved: false, toApprove: YES });
    await subject.registry.unblock(bytes);
    expect(await promote('1.1.0')).toEqual({ kind: 'promoted' });
  });

  test('promotions and publications at once are seen by each other', async () => {
    await publish('1.0.0', A, { promote: true });
    await publish('1.1.0', B);
    for (const round of Array.from({ length: 10 }, (_, index) => index)) {
      const host = `r${round}.example`;
      await publish(`2.${round}.0`, { hosts: [host] });
      const both = [promote(`2.${round}.0`, [host]), publish(`2.${round}.1`, { hosts: [host] })];
      await Promise.all(both);
      expect(await approved()).toEqual(expect.arrayContaining([`2.${round}.0`, `2.${round}.1`]));
    }
    const outcomes = await Promise.all(['2.0.0', '2.1.0', '2.2.0'].map((version) => promote(version)));
    expect(outcomes).toEqual(Array(3).fill({ kind: 'promoted' }));
    expect(['2.0.0', '2.1.0', '2.2.0']).toContain(await latest());
  });

  test('what is yanked while it is promoted is not the latest', async () => {
    for (const round of Array.from({ length: 10 }, (_, index) => `1.${index}.0`)) {
      await publish(round, A);
      await Promise.all([promote(round), yank(round)]);
      expect(await latest()).not.toBe(round);
    }
  });
}
