import type { WorkflowStore, WorkflowVersionDocument } from '@millrace/runtime';
import { VersionCache } from './version-cache.ts';

/** A store that notes what it is asked, and answers with what `answer` gives. */
function asking(answer: (id: string) => Promise<WorkflowVersionDocument | undefined>) {
  const asked: string[] = [];
  const findVersion = (id: string) => {
    asked.push(id);
    return answer(id);
  };
  return { asked, cache: new VersionCache({ findVersion } as unknown as WorkflowStore) };
}
const version = (id: string) => ({ id }) as WorkflowVersionDocument;

test('many calls at once ask once', async () => {
  const { asked, cache } = asking((id) => Promise.resolve(version(id)));
  const found = await Promise.all(Array.from({ length: 50 }, () => cache.find('v-1')));
  expect(found.every((one) => one?.id === 'v-1')).toBe(true);
  expect(asked).toEqual(['v-1']);
});

test('what is not there, and what could not be asked, is asked again', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve(undefined), Promise.resolve(version('v-1'))];
  const { asked, cache } = asking(() => answers.shift() ?? Promise.resolve(undefined));
  await expect(cache.find('v-1')).rejects.toThrow('away');
  expect(await cache.find('v-1')).toBeUndefined();
  expect(await cache.find('v-1')).toEqual({ id: 'v-1' });
  expect(await cache.find('v-1')).toEqual({ id: 'v-1' });
  expect(asked).toHaveLength(3);
});

test('the version used longest ago goes first', async () => {
  const { asked, cache } = asking((id) => Promise.resolve(version(id)));
  for (let number = 0; number < 1000; number += 1) await cache.find(`v-${number}`);
  await cache.find('v-0');
  await cache.find('v-1000');
  asked.length = 0;
  await cache.find('v-0');
  await cache.find('v-1');
  expect(asked).toEqual(['v-1']);
});
