import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ConnectorRegistryStore, NewConnectorVersion } from '@millrace/runtime';

/** A registry of two workspaces, empty. */
export interface ConnectorRegistryStoreSubject {
  readonly registry: ConnectorRegistryStore;
  readonly workspaceId: string;
  readonly otherWorkspaceId: string;
}

const NAME = 'acme-desk';

/** What every registry of connectors promises. */
export function testConnectorRegistryStore({
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

  const aVersion = (version: string, members: Partial<NewConnectorVersion> = {}): NewConnectorVersion => ({
    ...{ workspaceId: subject.workspaceId, name: NAME, version, state: 'published', origin: 'package' },
    ...{ manifest: { name: NAME, version }, icon: '<svg/>', readme: '# Acme', changelog: '', changes: [] },
    ...{ sha512: `hash-${version}`, authorName: 'Ada' },
    ...members,
  });
  const publish = async (
    version: string,
    members: Partial<NewConnectorVersion> = {},
    promote = true,
  ): Promise<string> => (await subject.registry.publish({ version: aVersion(version, members), promote })).kind;
  const named = (version?: string) => ({
    ...{ workspaceId: subject.workspaceId, name: NAME },
    ...(version === undefined ? {} : { version }),
  });
  const promote = (version: string, approved: readonly string[] = []): ReturnType<ConnectorRegistryStore['promote']> =>
    subject.registry.promote({ ...named(), version, approved });
  const latest = async (): Promise<string | undefined> =>
    (await subject.registry.findConnector(named()))?.latestVersion;

  test('a version is found by its number, and the promoted one without', async () => {
    const bytes = Buffer.from('tarball');
    const changes = [{ path: '/actions/a', rule: 'added' }];
    expect(await publish('1.0.0', { package: bytes, signedBy: 'key-1', changes, source: { kind: 'x' } })).toBe(
      'published',
    );
    expect(await publish('1.1.0', { signedBy: 'key-1' }, false)).toBe('published');
    expect(await subject.registry.find(named('1.0.0'))).toMatchObject({
      ...{ version: '1.0.0', state: 'published', origin: 'package', manifest: { name: NAME, version: '1.0.0' } },
      ...{ icon: '<svg/>', readme: '# Acme', sha512: 'hash-1.0.0', signedBy: 'key-1', changes, source: { kind: 'x' } },
      ...{ authorName: 'Ada', publishedAtMs: expect.any(Number) as unknown as number },
    });
    expect(await latest()).toBe('1.0.0');
    expect(await subject.registry.peek(named())).toMatchObject({
      version: '1.0.0',
      state: 'published',
      sha512: 'hash-1.0.0',
    });
    expect(await subject.registry.peek(named('9.9.9'))).toBeUndefined();
    const package_ = await subject.registry.readPackage({ ...named(), version: '1.0.0' });
    expect(Buffer.from(package_ ?? [])).toEqual(bytes);
    expect(await subject.registry.readPackage({ ...named(), version: '1.1.0' })).toBeUndefined();
    expect(await subject.registry.find(named('9.9.9'))).toBeUndefined();
  });

  test('a version never changes', async () => {
    await publish('1.0.0');
    expect(await publish('1.0.0', { readme: 'other' })).toBe('version_taken');
    expect(await subject.registry.find(named('1.0.0'))).toMatchObject({ readme: '# Acme' });
  });

  test('a draft is replaced by its author, and is nobody’s latest', async () => {
    const draft = { state: 'draft' } as const;
    expect(await publish('0.0.0-dev.ada', draft)).toBe('published');
    expect(await publish('0.0.0-dev.ada', { ...draft, readme: 'second' })).toBe('published');
    expect(await subject.registry.find(named('0.0.0-dev.ada'))).toMatchObject({ readme: 'second', state: 'draft' });
    expect(await latest()).toBeUndefined();
    expect(await promote('0.0.0-dev.ada')).toEqual({ kind: 'missing' });
    expect(await subject.registry.listNumbers(subject.workspaceId)).toEqual({});
  });

  test('where nothing was promoted, the newest is found: a draft where nothing was ever published', async () => {
    const found = async (): Promise<string | undefined> => (await subject.registry.find(named()))?.version;
    await publish('0.0.0-dev.ada', { state: 'draft' });
    expect(await found()).toBe('0.0.0-dev.ada');
    await publish('1.0.0', {}, false);
    expect(await found()).toBe('1.0.0');
    expect((await subject.registry.peek(named()))?.version).toBe('1.0.0');
    await subject.registry.setState({ ...named(), version: '1.0.0', state: 'yanked' });
    // Whatever ran the version that was yanked does not go on with what somebody is trying out.
    expect(await found()).toBeUndefined();
    expect(await subject.registry.peek(named())).toBeUndefined();
    expect(await subject.registry.peekLatest(subject.workspaceId)).toEqual([]);
  });

  test('a name is its first publisher’s', async () => {
    await publish('1.0.0', { signedBy: 'key-1' });
    expect(await publish('1.0.1', { signedBy: 'key-2' })).toBe('name_taken');
    expect(await publish('1.0.1', {})).toBe('name_taken');
    expect(await publish('1.0.1', { signedBy: 'key-1' })).toBe('published');
    expect(await subject.registry.findConnector(named())).toMatchObject({
      ownerKeyId: 'key-1',
      latestVersion: '1.0.1',
    });
  });

  test('a draft does not make a name somebody’s', async () => {
    const draft = { state: 'draft' } as const;
    await publish('0.0.0-dev.ada', draft);
    await publish('0.0.0-dev.eve', { ...draft, signedBy: 'key-2' });
    expect(await publish('1.0.0', { signedBy: 'key-1' })).toBe('published');
    expect(await publish('1.0.1', { signedBy: 'key-2' })).toBe('name_taken');
    expect(await subject.registry.findConnector(named())).toMatchObject({ ownerKeyId: 'key-1' });
  });

  test('of two at once who publish the same, one has', async () => {
    const both = await Promise.all([publish('1.0.0', { signedBy: 'a' }), publish('1.0.0', { signedBy: 'b' })]);
    expect(both.filter((outcome) => outcome === 'published')).toHaveLength(1);
  });

  test('the pointer moves to what is published, and leaves what is yanked', async () => {
    await publish('1.0.0');
    await publish('1.1.0', {}, false);
    expect(await promote('1.1.0')).toEqual({ kind: 'promoted' });
    expect(await latest()).toBe('1.1.0');
    expect(await promote('3.0.0')).toEqual({ kind: 'missing' });
    const deprecated = { ...named(), version: '1.0.0', state: 'deprecated', successor: '1.1.0' } as const;
    expect(await subject.registry.setState(deprecated)).toBe(true);
    expect(await subject.registry.find(named('1.0.0'))).toMatchObject({ state: 'deprecated', successor: '1.1.0' });
    expect(await subject.registry.peek(named('1.0.0'))).toMatchObject({ state: 'deprecated', successor: '1.1.0' });
    expect(await subject.registry.setState({ ...named(), version: '1.1.0', state: 'yanked' })).toBe(true);
    expect(await latest()).toBeUndefined();
    expect(await subject.registry.find(named('1.1.0'))).toMatchObject({ state: 'yanked' });
    expect(await promote('1.1.0')).toEqual({ kind: 'missing' });
    expect(await subject.registry.setState({ ...named(), version: '7.0.0', state: 'yanked' })).toBe(false);
    expect(await subject.registry.listNumbers(subject.workspaceId)).toEqual({ [NAME]: ['1.0.0'] });
  });

  test('bytes that are blocked are blocked under every name', async () => {
    await publish('1.0.0');
    const { workspaceId } = subject;
    await subject.registry.block({ workspaceId, sha512: 'hash-1.0.0', reason: 'It steals.', blockedBy: 'Ada' });
    expect(await subject.registry.find(named('1.0.0'))).toMatchObject({ blockedBecause: 'It steals.' });
    expect(await subject.registry.peek(named())).toMatchObject({ blockedBecause: 'It steals.' });
    await subject.registry.unblock({ workspaceId, sha512: 'hash-1.0.0' });
    expect(await subject.registry.find(named('1.0.0'))).not.toHaveProperty('blockedBecause');
  });

  test('names of actions are added to, and documents kept', async () => {
    const document = Buffer.from('openapi: 3.1.0');
    const made = { origin: 'openapi', document } as const;
    const first = { version: aVersion('1.0.0', made), promote: true, actionNames: { 'GET /a': 'get_a' } };
    await subject.registry.publish(first);
    await subject.registry.publish({
      version: aVersion('1.1.0', made),
      promote: true,
      actionNames: { 'GET /b': 'get_b' },
    });
    expect(await subject.registry.findConnector(named())).toMatchObject({
      actionNames: { 'GET /a': 'get_a', 'GET /b': 'get_b' },
    });
    const kept = await subject.registry.readDocument({ ...named(), version: '1.1.0' });
    expect(Buffer.from(kept ?? [])).toEqual(document);
  });

  test('lists the latest of each by name, and all versions of one', async () => {
    await publish('1.0.0');
    await publish('1.1.0');
    await publish('1.0.0', { name: 'beta' });
    await publish('1.0.0', { name: 'gamma' }, false);
    const listed = await subject.registry.peekLatest(subject.workspaceId);
    expect(listed.map(({ name, version }) => [name, version])).toEqual([
      [NAME, '1.1.0'],
      ['beta', '1.0.0'],
    ]);
    const permissions = { hosts: ['a.example'] };
    await publish('1.2.0', { manifest: { name: NAME, version: '1.2.0', permissions, title: '\u0000 \ud800 \\u0000' } });
    const versions = await subject.registry.listVersions(named());
    expect(versions.map(({ version }) => version).sort()).toEqual(['1.0.0', '1.1.0', '1.2.0']);
    const wide = versions.find(({ version }) => version === '1.2.0');
    expect(wide).toMatchObject({ permissions, state: 'published', authorName: 'Ada', sha512: 'hash-1.2.0' });
    for (const large of ['manifest', 'icon', 'readme', 'source']) expect(wide).not.toHaveProperty(large);
  });

  test('another workspace has nothing of it', async () => {
    await publish('1.0.0', { signedBy: 'key-1' });
    const elsewhere = { workspaceId: subject.otherWorkspaceId, name: NAME };
    expect(await subject.registry.find(elsewhere)).toBeUndefined();
    expect(await subject.registry.findConnector(elsewhere)).toBeUndefined();
    expect(await subject.registry.peekLatest(subject.otherWorkspaceId)).toEqual([]);
    expect(await publish('1.0.0', { workspaceId: subject.otherWorkspaceId, signedBy: randomUUID() })).toBe('published');
  });
}
