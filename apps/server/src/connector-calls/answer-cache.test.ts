import { AnswerCache } from './answer-cache.ts';

let nowMs = 0;
let asked: string[];
let cache: AnswerCache<string>;
beforeEach(() => {
  nowMs = 0;
  asked = [];
  cache = new AnswerCache({ monotonicMs: () => nowMs }, { ttlMs: 1000, maxEntries: 3, maxCharacters: 10 });
});
const get = (question: string, answer = question, isFresh = false): Promise<string> =>
  cache.get(
    question,
    () => {
      asked.push(question);
      return answer === 'broken' ? Promise.reject(new Error('No answer.')) : Promise.resolve(answer);
    },
    { isFresh, sizeOf: (given) => (given === 'none' ? undefined : given.length) },
  );

test('an answer is known for a while, unless a fresh one is wanted', async () => {
  await Promise.all([get('a'), get('a')]);
  await get('a');
  expect(asked).toEqual(['a']);
  expect(await get('a', 'b', true)).toBe('b');
  expect(await get('a')).toBe('b');
  nowMs = 1000;
  await get('a');
  expect(asked).toEqual(['a', 'a', 'a']);
});

test('what is not worth keeping is asked for again', async () => {
  await get('a', 'none');
  await get('a', 'none');
  await expect(get('b', 'broken')).rejects.toThrow('No answer.');
  expect(await get('b')).toBe('b');
  expect(asked).toEqual(['a', 'a', 'b', 'b']);
});

test('the oldest leave when there are too many, or when they are too large together', async () => {
  for (const question of ['a', 'b', 'c', 'd']) await get(question);
  await get('b');
  expect(asked).toEqual(['a', 'b', 'c', 'd']);
  await get('a');
  expect(asked).toHaveLength(5);
  await get('large', 'x'.repeat(9));
  await get('d');
  expect(asked).toHaveLength(7);
});

test('what is larger than all may be is not kept at all', async () => {
  await get('a');
  await get('huge', 'x'.repeat(11));
  await get('huge', 'x'.repeat(11));
  expect(asked).toEqual(['a', 'huge', 'huge']);
});
