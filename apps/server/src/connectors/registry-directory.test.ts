import { jest } from '@jest/globals';
import type { InstalledConnector } from '@millrace/connector-host';
import { action, defineConnector, t } from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';
import { MemoryConnectorRegistryStore } from '@millrace/testing';
import { installData, RegistryDirectory } from './registry-directory.ts';

const echo = defineConnector({
  ...{ name: 'echo', title: 'Echo', description: 'Says it again.', categories: ['test'] },
  actions: {
    say: action({
      ...{ title: 'Say', effects: 'read', input: t.Object({}), output: t.String(), sample: 'a' },
      run: () => 'said',
    }),
  },
});

interface Members {
  readonly sha512?: string;
  readonly state?: 'draft' | 'published';
  readonly origin?: 'package' | 'piece';
}
interface World {
  readonly registry: MemoryConnectorRegistryStore;
  readonly directory: RegistryDirectory;
  readonly opened: string[];
  readonly pass: (ms: number) => void;
  readonly publish: (version: string, members?: Members) => Promise<unknown>;
}
function world(): World {
  let nowMs = 0;
  const registry = new MemoryConnectorRegistryStore({ nowMs: () => nowMs });
  const opened: string[] = [];
  const directory = new RegistryDirectory({
    registry,
    clock: { monotonicMs: () => nowMs },
    install: {
      package: (version) => {
        opened.push(`${version.version} ${version.sha512}`);
        return version.sha512 === 'broken'
          ? Promise.reject(new Error('No code.'))
          : Promise.resolve({ ...installData(version), connector: echo });
      },
      openapi: (version) => Promise.resolve(installData(version)),
      piece: (version) => {
        opened.push(version.version);
        const refusal = { code: 'piece.missing', message: 'It is not here.' };
        return Promise.resolve({ ...installData(version), refusal });
      },
    },
  });
  return {
    ...{ registry, directory, opened },
    pass: (ms) => {
      nowMs += ms;
    },
    publish: (version, { sha512 = version, state = 'published', origin = 'package' }: Members = {}) =>
      registry.publish({
        promote: true,
        version: {
          ...{ workspaceId: 'w', name: 'echo', version, sha512, state, origin, icon: '', readme: '' },
          manifest: describeConnector(echo, version),
          ...{ changelog: '', changes: [], authorName: 'Ada' },
        },
      }),
  };
}
const ADDRESS = { workspaceId: 'w', connector: 'echo' };
const versionOf = (found: InstalledConnector | undefined): string | undefined => found?.manifest.version;

test('opens a version once, and finds it at once for a second', async () => {
  const { directory, publish, opened, pass } = world();
  await publish('1.0.0');
  expect(versionOf(await directory.find(ADDRESS))).toBe('1.0.0');
  expect(directory.find(ADDRESS)).not.toBeInstanceOf(Promise);
  pass(1001);
  expect(directory.find(ADDRESS)).toBeInstanceOf(Promise);
  await directory.find(ADDRESS);
  await directory.find({ ...ADDRESS, version: '1.0.0' });
  expect(opened).toEqual(['1.0.0 1.0.0']);
});

test('who asks at the same time asks once', async () => {
  const { directory, publish, registry } = world();
  await publish('1.0.0');
  const peek = jest.spyOn(registry, 'peek');
  await Promise.all([directory.find(ADDRESS), directory.find(ADDRESS), directory.find(ADDRESS)]);
  expect(peek).toHaveBeenCalledTimes(1);
});

test('asked for by its number and as the latest at once, it is opened once', async () => {
  const { directory, publish, opened } = world();
  await publish('1.0.0');
  await Promise.all([directory.find(ADDRESS), directory.find({ ...ADDRESS, version: '1.0.0' })]);
  expect(opened).toHaveLength(1);
});

test('a promotion is seen after a second, a pin never', async () => {
  const { directory, publish, pass } = world();
  await publish('1.0.0');
  await directory.find(ADDRESS);
  await publish('2.0.0');
  expect(versionOf(await directory.find(ADDRESS))).toBe('1.0.0');
  pass(1001);
  expect(versionOf(await directory.find(ADDRESS))).toBe('2.0.0');
  expect(versionOf(await directory.find({ ...ADDRESS, version: '1.0.0' }))).toBe('1.0.0');
});

test('what is blocked says so, without being opened anew', async () => {
  const { directory, publish, pass, registry, opened } = world();
  await publish('1.0.0');
  await directory.find(ADDRESS);
  await registry.block({ workspaceId: 'w', sha512: '1.0.0', reason: 'It steals.', blockedBy: 'Ada' });
  pass(1001);
  expect(await directory.find(ADDRESS)).toMatchObject({
    refusal: { code: 'connector.blocked', message: 'echo 1.0.0 is blocked here: It steals.' },
  });
  await registry.unblock({ workspaceId: 'w', sha512: '1.0.0' });
  pass(1001);
  expect(await directory.find(ADDRESS)).not.toHaveProperty('refusal');
  expect(opened).toHaveLength(1);
});

test('what was blocked when it was first looked at is opened, with its code, once it no longer is', async () => {
  const { directory, publish, pass, registry, opened } = world();
  await publish('1.0.0');
  await registry.block({ workspaceId: 'w', sha512: '1.0.0', reason: 'It steals.', blockedBy: 'Ada' });
  expect(await directory.find(ADDRESS)).toMatchObject({ refusal: { code: 'connector.blocked' } });
  expect(opened).toEqual([]);
  await registry.unblock({ workspaceId: 'w', sha512: '1.0.0' });
  pass(1001);
  const found = await directory.find(ADDRESS);
  expect(found).not.toHaveProperty('refusal');
  expect(found?.connector).toBe(echo);
});

test('a change is seen also by who asks while somebody is still told what was before', async () => {
  const { directory, publish, registry } = world();
  await publish('1.0.0');
  const before = directory.find(ADDRESS);
  await publish('2.0.0');
  await registry.promote({ workspaceId: 'w', name: 'echo', version: '2.0.0' });
  directory.forget();
  const after = directory.find(ADDRESS);
  await before;
  expect(versionOf(await after)).toBe('2.0.0');
  expect(versionOf(await directory.find(ADDRESS))).toBe('2.0.0');
});

test('a draft that is replaced while it is looked at is not taken for the one before', async () => {
  const { directory, publish, pass, registry, opened } = world();
  const draft = { state: 'draft' } as const;
  await publish('0.0.0-dev.ada', { ...draft, sha512: 'a' });
  const stale = await registry.peek({ workspaceId: 'w', name: 'echo', version: '0.0.0-dev.ada' });
  await publish('0.0.0-dev.ada', { ...draft, sha512: 'b' });
  jest.spyOn(registry, 'peek').mockResolvedValueOnce(stale);
  const address = { ...ADDRESS, version: '0.0.0-dev.ada' };
  await directory.find(address);
  await publish('0.0.0-dev.ada', { ...draft, sha512: 'a' });
  pass(1001);
  await directory.find(address);
  expect(opened).toEqual(['0.0.0-dev.ada b', '0.0.0-dev.ada a']);
});

test('a draft that was replaced is another one', async () => {
  const { directory, publish, pass, opened } = world();
  await publish('0.0.0-dev.ada', { sha512: 'a', state: 'draft' });
  const address = { ...ADDRESS, version: '0.0.0-dev.ada' };
  await directory.find(address);
  await publish('0.0.0-dev.ada', { sha512: 'b', state: 'draft' });
  pass(1001);
  await directory.find(address);
  expect(opened).toEqual(['0.0.0-dev.ada a', '0.0.0-dev.ada b']);
});

test('what could not be opened is tried again, and nothing else is nobody', async () => {
  const { directory, publish, opened } = world();
  await publish('1.0.0', { sha512: 'broken' });
  await expect(directory.find(ADDRESS)).rejects.toThrow('No code.');
  await expect(directory.find(ADDRESS)).rejects.toThrow('No code.');
  expect(opened).toHaveLength(2);
  expect(await directory.find({ workspaceId: 'other', connector: 'echo' })).toBeUndefined();
});

test('what cannot be called here is asked for again once a second', async () => {
  const { directory, publish, opened, pass } = world();
  await publish('1.0.0', { origin: 'piece' });
  expect(await directory.find(ADDRESS)).toMatchObject({ refusal: { code: 'piece.missing' } });
  await directory.find(ADDRESS);
  pass(1001);
  await directory.find(ADDRESS);
  expect(opened).toHaveLength(2);
});
