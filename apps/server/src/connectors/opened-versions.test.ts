import type { InstalledConnector } from '@millrace/connector-host';
import { OpenedVersions } from './opened-versions.ts';

const opening = Promise.resolve({} as InstalledConnector);

test('the ones that were used longest ago leave when there are too many, or when they are too large together', () => {
  const left: string[] = [];
  const opened = new OpenedVersions((key) => left.push(key), { versions: 3, characters: 10 });
  for (const key of ['a', 'b', 'c']) opened.add(key, { opening, characters: 1 });
  void opened.find('a');
  opened.add('d', { opening, characters: 1 });
  expect(left).toEqual(['b']);
  opened.add('large', { opening, characters: 9 });
  expect(left).toEqual(['b', 'c', 'a']);
  opened.add('huge', { opening, characters: 100 });
  expect(opened.find('huge')).toBe(opening);
  expect(opened.find('d')).toBeUndefined();
  opened.add('small', { opening, characters: 1 });
  expect(opened.find('huge')).toBeUndefined();
});

test('what was removed makes room', () => {
  const left: string[] = [];
  const opened = new OpenedVersions((key) => left.push(key), { versions: 3, characters: 10 });
  opened.add('a', { opening, characters: 9 });
  opened.remove('a');
  opened.add('b', { opening, characters: 9 });
  opened.add('b', { opening, characters: 9 });
  expect(left).toEqual([]);
});
