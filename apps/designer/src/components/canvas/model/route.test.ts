import { describe, expect, test } from '@jest/globals';
import { drawCorners, routeForward, routeLoop, routeThrough } from './route.ts';

describe('corners', () => {
  test('are round', () => {
    expect(
      drawCorners([
        { x: 0, y: 0 },
        { x: 0, y: 50 },
        { x: 60, y: 50 },
      ]),
    ).toBe('M 0 0 L 0 42 Q 0 50 8 50 L 60 50');
  });
  test('of short ways are as round as there is room', () => {
    expect(
      drawCorners([
        { x: 0, y: 0 },
        { x: 0, y: 4 },
        { x: 60, y: 4 },
      ]),
    ).toBe('M 0 0 L 0 2 Q 0 4 8 4 L 60 4');
  });
  test('that are no way apart are one', () => {
    expect(
      drawCorners([
        { x: 0, y: 0 },
        { x: 0, y: 0 },
        { x: 9, y: 0 },
      ]),
    ).toBe('M 0 0 L 9 0');
  });
});

/** The corner points of a path, without their roundness. */
const cornersOf = (path: string): readonly string[] =>
  [...path.matchAll(/[MQ] (\S+ \S+)|L (\S+ \S+)$/g)].map((match) => match[1] ?? match[2] ?? '');

describe('a line to the next rank', () => {
  const from = { x: 0, y: 0 };
  test.each<[string, { x: number; y: number }, string[]]>([
    ['is straight where it can be', { x: 0, y: 60 }, ['0 0', '0 60']],
    ['turns half way', { x: 100, y: 60 }, ['0 0', '0 30', '100 30', '100 60']],
    ['turns close to its end when it is long', { x: 100, y: 200 }, ['0 0', '0 176', '100 176', '100 200']],
  ])('%s', (_, to, corners) => {
    expect(cornersOf(routeForward({ from, to, direction: 'TB' }).path)).toEqual(corners);
  });
  test('has its words before where it leads', () => {
    expect(routeForward({ from, to: { x: 100, y: 60 }, direction: 'TB' }).words).toEqual({ x: 100, y: 30 });
    expect(routeForward({ from, to: { x: 60, y: 100 }, direction: 'LR' }).words).toEqual({ x: 30, y: 100 });
  });
});

describe('a line past other cards', () => {
  const lanes = [
    { x: 200, y: 100 },
    { x: 200, y: 160 },
    { x: 240, y: 220 },
  ];
  test('goes down its lanes', () => {
    const { path, words } = routeThrough({ from: { x: 0, y: 0 }, to: { x: 10, y: 300 }, direction: 'TB' }, lanes);
    expect(cornersOf(path)).toEqual([
      '0 0',
      '0 24',
      '200 24',
      '200 130',
      '200 190',
      '240 190',
      '240 276',
      '10 276',
      '10 300',
    ]);
    expect(words).toEqual(lanes[0]);
  });
  test('goes across its lanes when the picture does', () => {
    const { path } = routeThrough({ from: { x: 0, y: 0 }, to: { x: 300, y: 10 }, direction: 'LR' }, [
      { x: 100, y: 200 },
    ]);
    expect(cornersOf(path)).toEqual(['0 0', '24 0', '24 200', '276 200', '276 10', '300 10']);
  });
  test('has its words half way when there is no lane', () => {
    expect(routeThrough({ from: { x: 0, y: 0 }, to: { x: 10, y: 100 }, direction: 'TB' }, []).words).toEqual({
      x: 5,
      y: 50,
    });
  });
});

describe('a loop', () => {
  test('goes around below when the picture goes across', () => {
    const { path, words } = routeLoop({ from: { x: 500, y: 0 }, to: { x: 100, y: 20 }, direction: 'LR' });
    expect(cornersOf(path)).toEqual(['500 0', '512 0', '512 108', '76 108', '76 20', '100 20']);
    expect(words).toEqual({ x: 294, y: 108 });
  });
  test('goes around beside, on the side where it begins, when the picture goes down', () => {
    const right = routeLoop({ from: { x: 20, y: 500 }, to: { x: 0, y: 100 }, direction: 'TB' });
    expect(cornersOf(right.path)).toEqual(['20 500', '20 512', '180 512', '180 76', '0 76', '0 100']);
    const left = routeLoop({ from: { x: 0, y: 500 }, to: { x: 20, y: 100 }, direction: 'TB' });
    expect(cornersOf(left.path)).toEqual(['0 500', '0 512', '-160 512', '-160 76', '20 76', '20 100']);
  });
});
