import { describe, expect, test } from '@jest/globals';
import { isNarrowed, readLetterSearch, toLetterFilter } from './letter-search.ts';

describe('what an address says', () => {
  test.each([
    ['nothing', {}, {}],
    ['what is usual', { state: 'open', view: 'list' }, {}],
    ['a workflow of digits', { workflow: 7 }, { workflow: '7' }],
    ['what is not known', { state: 'lost', source: 'moon', stage: 'x', view: 'x', text: '' }, {}],
    [
      'all of it',
      { view: 'groups', state: 'discarded', source: 'webhook', stage: 'map', fingerprint: 'abc', text: 'lemon' },
      { view: 'groups', state: 'discarded', source: 'webhook', stage: 'map', fingerprint: 'abc', text: 'lemon' },
    ],
  ])('%s', (_, search, expected) => expect(readLetterSearch(search)).toEqual(expected));

  test('is the open ones, unless it says otherwise', () => {
    expect(toLetterFilter({})).toEqual({ state: ['open'] });
    expect(toLetterFilter({ state: 'all', view: 'groups' })).toEqual({});
    expect(toLetterFilter({ source: 'run', stage: 'run', text: 'x' })).toEqual({
      ...{ state: ['open'], source: ['run'], stage: ['run'], text: 'x' },
    });
  });

  test('narrows, or shows all there are', () => {
    expect([{}, { view: 'groups' as const }, { state: 'all' as const }].map(isNarrowed)).toEqual([false, false, false]);
    expect([{ text: 'x' }, { state: 'resolved' as const }].map(isNarrowed)).toEqual([true, true]);
  });
});
