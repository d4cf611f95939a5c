import { RecentVersions } from './recent-versions.ts';

test('the ones that were used longest ago leave when there are too many, or when they are too large together', () => {
  const left: string[] = [];
  const recent = new RecentVersions<string>({ versions: 3, characters: 10 }, (key) => left.push(key));
  for (const version of ['a', 'b', 'c']) recent.add(version, { version, characters: 1 });
  recent.find('a');
  recent.add('d', { version: 'd', characters: 1 });
  expect(left).toEqual(['b']);
  recent.add('large', { version: 'large', characters: 9 });
  expect(left).toEqual(['b', 'c', 'a']);
  recent.add('huge', { version: 'huge', characters: 100 });
  expect(recent.find('huge')).toBe('huge');
  expect(recent.find('d')).toBeUndefined();
  recent.add('small', { version: 'small', characters: 1 });
  expect(recent.find('huge')).toBeUndefined();
});

test('what was removed, or replaced, makes room', () => {
  const left: string[] = [];
  const recent = new RecentVersions<string>({ versions: 3, characters: 10 }, (key) => left.push(key));
  recent.add('a', { version: 'a', characters: 9 });
  recent.remove('a');
  recent.add('b', { version: 'b', characters: 9 });
  recent.add('b', { version: 'c', characters: 9 });
  expect(recent.find('b')).toBe('c');
  expect(left).toEqual([]);
});
