import type { WorkflowVersionDocument } from './workflow.ts';
import { VersionCache } from './version-cache.ts';

/** A store whose reads are counted, with one version for every id but `none`: a test of a draft where the id begins with `test`. */
function versions() {
  const reads: string[] = [];
  let isDown = false;
  const findVersion = async (id: string): Promise<WorkflowVersionDocument | undefined> => {
    await Promise.resolve();
    reads.push(id);
    if (isDown) throw new Error('down');
    if (id === 'none') return undefined;
    const version: Partial<WorkflowVersionDocument> = { id };
    return {
      ...version,
      ...(id.startsWith('test') ? { test: { endAfter: [], mocks: {} } } : {}),
    } as WorkflowVersionDocument;
  };
  return { reads, cache: new VersionCache({ findVersion }), setDown: (down: boolean) => (isDown = down) };
}

test('a version is read once, also by many at once', async () => {
  const { cache, reads } = versions();
  const found = await Promise.all([cache.find('a'), cache.find('a'), cache.find('a')]);
  expect(found.map((version) => version?.id)).toEqual(['a', 'a', 'a']);
  await cache.find('a');
  expect(reads).toEqual(['a']);
});

test('neither a failure nor a version that is missing is remembered', async () => {
  const { cache, reads, setDown } = versions();
  setDown(true);
  await expect(cache.find('a')).rejects.toThrow('down');
  setDown(false);
  expect(await cache.find('a')).toMatchObject({ id: 'a' });
  expect(await cache.find('none')).toBeUndefined();
  expect(await cache.find('none')).toBeUndefined();
  expect(reads).toEqual(['a', 'a', 'none', 'none']);
});

test('the least recently used make room', async () => {
  const { cache, reads } = versions();
  for (let n = 0; n < 500; n += 1) await cache.find(`v${n}`);
  await cache.find('v0');
  await cache.find('v500');
  reads.length = 0;
  await cache.find('v0');
  await cache.find('v1');
  expect(reads).toEqual(['v1']);
});

test('of tests of drafts few are kept, for the next time that their runs wake up', async () => {
  const { cache, reads } = versions();
  await cache.find('version');
  for (const id of ['test 1', 'test 2', 'test 3', 'test 4', 'test 1', 'test 5', 'test 1', 'test 2'])
    await cache.find(id);
  await cache.find('version');
  expect(reads).toEqual(['version', 'test 1', 'test 2', 'test 3', 'test 4', 'test 5', 'test 2']);
});

test('as many are kept as were asked for', async () => {
  const reads: string[] = [];
  const findVersion = (id: string) => {
    reads.push(id);
    return Promise.resolve({ id } as WorkflowVersionDocument);
  };
  const cache = new VersionCache({ findVersion }, { most: 1 });
  for (const id of ['a', 'a', 'b', 'a']) await cache.find(id);
  expect(reads).toEqual(['a', 'b', 'a']);
});
