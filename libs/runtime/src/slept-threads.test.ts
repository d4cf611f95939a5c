import type { JournalEntry } from '@millrace/machine';
import { SleptThreads } from './slept-threads.ts';

const left = (begun?: number): JournalEntry => ({
  ...{ kind: 'composite', within: '', enteredAtMs: 0, attempt: 0, retries: {} },
  ...(begun === undefined ? {} : { begun }),
});
const slept = (entries: Readonly<Record<string, JournalEntry>>): SleptThreads => {
  const threads = new SleptThreads();
  for (const [path, entry] of Object.entries(entries)) threads.note(path, entry);
  return threads;
};

test('the top level has slept, and so have the threads that were begun', () => {
  const threads = slept({ Each: left(2), Other: left() });
  const paths = ['', 'Each[1]', 'Each[2]', 'Other[0]', 'Gone[0]'];
  expect(paths.map((path) => threads.has(path))).toEqual([true, true, false, false, false]);
});

test('a thread inside one that was not begun has not', () => {
  const threads = slept({ Each: left(1), 'Each[0]/In': left(1), 'Each[1]/In': left(1) });
  expect(threads.has('Each[0]/In[0]')).toBe(true);
  expect(threads.has('Each[1]/In[0]')).toBe(false);
});

test.each(['A//B]', 'A[[0]', 'A]//x', 'A##2#2'])('whatever a state is called: %s', (name) => {
  const threads = slept({ [name]: left(1), [`${name}[0]/${name}`]: left(2) });
  expect(threads.has(`${name}[0]/${name}[1]`)).toBe(true);
  expect(threads.has(`${name}[1]/${name}[1]`)).toBe(false);
});
