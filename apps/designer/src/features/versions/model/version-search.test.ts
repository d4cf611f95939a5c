import { readVersionSearch } from './version-search.ts';

test.each<[string, Record<string, unknown>, object]>([
  ['two versions', { from: 6, to: 7 }, { from: 6, to: 7 }],
  ['a version and the draft', { from: '6', to: 'draft' }, { from: 6, to: 'draft' }],
  ['with a change', { from: 6, to: 7, change: 'state:A' }, { from: 6, to: 7, change: 'state:A' }],
  ['one side alone compares nothing', { from: 6, change: 'state:A' }, {}],
  ['what is no version', { from: 0, to: '7x' }, {}],
  ['nothing', {}, {}],
])('%s', (_, search, expected) => {
  expect(readVersionSearch(search)).toEqual(expected);
});
