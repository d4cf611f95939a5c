import { parseChaosOptions, readSeeds } from './options.ts';

const defaults = { seed: 5, reportFolder: 'reports' };
const parse = (...words: string[]) => parseChaosOptions(words, defaults);

test('without words: two minutes, the seed and the folder that were offered', () => {
  expect(parse()).toMatchObject({ minutes: 2, seed: 5, reportFolder: 'reports', keep: false, profile: { name: 'ci' } });
});

test('all words', () => {
  const words = ['--minutes', '3', '--seed', '7', '--profile', 'long', '--only', '4,7', '--report', 'here', '--keep'];
  expect(parse(...words)).toMatchObject({
    minutes: 3,
    seed: 7,
    profile: { name: 'long' },
    only: [4, 7],
    reportFolder: 'here',
    keep: true,
  });
});

test('half an hour is a long run, unless somebody says otherwise', () => {
  expect(parse('--minutes', '30')).toMatchObject({ profile: { name: 'long' } });
  expect(parse('--minutes', '30', '--profile', 'ci')).toMatchObject({ profile: { name: 'ci' }, minutes: 30 });
  expect(parse('--profile', 'soak')).toMatchObject({ minutes: 150 });
});

test.each([
  [['--minutes', 'two'], '--minutes'],
  [['--minutes', ''], '--minutes'],
  [['--minutes', '0.5'], '--minutes'],
  [['--seed', '-1'], '--seed'],
  [['--seed', '1.5'], '--seed'],
  [['--profile', 'short'], '--profile'],
  [['--only', '4,99'], '99'],
  [['--seeds', '0'], '--seeds'],
  [['--only', 'kill'], '--only'],
  [['--faults', '4'], '--faults'],
  [['seven'], 'seven'],
])('wrong use says what is wrong: %j', (words, told) => {
  const found = parse(...words);
  expect('problems' in found ? found.problems.join(' ') : '').toContain(told);
});

test('all problems are told at once', () => {
  expect(parse('--seed', 'x', '--only', '99', '--profile', 'short')).toMatchObject({ problems: { length: 3 } });
});

test('seeds of the file are the first words of its lines, comments left out', () => {
  expect(readSeeds('# Seeds 9 that broke\n1  I3: a restart\n\n  42 I7: 7 effects\nseven\n')).toEqual([1, 42]);
});

test('a twin, and several seeds', () => {
  expect(parse('--twin', '--seeds', '50')).toMatchObject({ twin: true, seeds: 50 });
  expect(parse()).toMatchObject({ twin: false, seeds: 1 });
});

test('a replay says so', () => {
  expect(parse('--replay')).toMatchObject({ replay: true });
  expect(parse()).toMatchObject({ replay: false });
});
