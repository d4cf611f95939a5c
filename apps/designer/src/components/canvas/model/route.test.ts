import { describe, expect, test } from '@jest/globals';
import { drawCorners, routeAside, routeForward, routeLoop, routeThrough } from './route.ts';

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
    expect(cornersOf(path)).toEqual(['0 0', '0 24', '200 24', '200 190', '240 190', '240 276', '10 276', '10 300']);
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

const everywhere = (): boolean => true;
const nowhere = (): boolean => false;

describe('a way that leaves a card to its side', () => {
  const ends = { from: { x: 200, y: 64 }, to: { x: 320, y: 160 }, direction: 'LR', cardEnd: 248, index: 0 } as const;
  test('goes straight to what it leads to, with its words under the card', () => {
    const { path, words } = routeAside({ ...ends, isFree: everywhere }, []);
    expect(cornersOf(path)).toEqual(['200 64', '200 160', '320 160']);
    expect(words).toEqual({ x: 200, y: 86 });
  });
  test('goes under its own card where another stands in the way; the next one further down', () => {
    expect(cornersOf(routeAside({ ...ends, isFree: nowhere }, []).path)).toEqual([
      '200 64',
      '200 76',
      '296 76',
      '296 160',
      '320 160',
    ]);
    expect(cornersOf(routeAside({ ...ends, index: 1, isFree: nowhere }, []).path)[1]).toBe('200 84');
  });
  test('goes on in the lanes that are kept free', () => {
    const lanes = [
      { x: 300, y: 400 },
      { x: 500, y: 400 },
    ];
    const { path, words } = routeAside({ ...ends, to: { x: 600, y: 0 }, isFree: nowhere }, lanes);
    expect(cornersOf(path)).toEqual(['200 64', '200 76', '272 76', '272 400', '576 400', '576 0', '600 0']);
    expect(words).toEqual(lanes[0]);
  });
});

describe('a loop', () => {
  const ends = { from: { x: 500, y: 64 }, to: { x: 100, y: 70 }, direction: 'LR', side: { x: 0, y: 96 } } as const;
  test.each([
    ['aside', 'aside', ['500 64', '500 96', '100 96', '100 70']],
    ['forward', 'aside', ['500 64', '512 64', '512 96', '100 96', '100 70']],
    ['aside', 'forward', ['500 64', '500 96', '76 96', '76 70', '100 70']],
  ] as const)('that leaves %s and comes %s', (leaves, comes, corners) => {
    expect(cornersOf(routeLoop({ ...ends, leaves, comes }).path)).toEqual(corners);
  });
  test('has its words half way, under the row or beside the column', () => {
    expect(routeLoop({ ...ends, leaves: 'aside', comes: 'aside' }).words).toEqual({ x: 300, y: 96 });
    const down = { from: { x: 248, y: 400 }, to: { x: 254, y: 100 }, direction: 'TB', side: { x: 304, y: 0 } } as const;
    expect(routeLoop({ ...down, leaves: 'aside', comes: 'aside' }).words).toEqual({ x: 304, y: 250 });
  });
});
