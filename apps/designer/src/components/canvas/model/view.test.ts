import { describe, expect, test } from '@jest/globals';
import { boundsOf, detailAt, firstView, type Rect, type View, viewAnchored, viewOfAll, viewWith } from './view.ts';

const room = { width: 1000, height: 600 };
const card = (x: number, y: number): Rect => ({ x, y, width: 248, height: 64 });

test('bounds are around all', () => {
  expect(boundsOf([card(0, 0), card(-100, 200)])).toEqual({ x: -100, y: 0, width: 348, height: 264 });
  expect(boundsOf([])).toEqual({ x: 0, y: 0, width: 0, height: 0 });
});

describe('everything', () => {
  test('is in the middle, and not larger than it is', () => {
    expect(viewOfAll(card(0, 0), room)).toEqual({ x: 376, y: 268, zoom: 1 });
  });
  test('is as small as it takes, down to a tenth', () => {
    expect(viewOfAll({ x: 0, y: 0, width: 1776, height: 64 }, room).zoom).toBe(0.5);
    expect(viewOfAll({ x: 0, y: 0, width: 90_000, height: 64 }, room).zoom).toBe(0.1);
  });
});

describe('what is seen first', () => {
  const rects = (count: number, dx: number, dy: number): Rect[] =>
    Array.from({ length: count }, (_, index) => card(index * dx, index * dy));
  test('is everything, if it can be read', () => {
    expect(firstView(rects(3, 0, 120), room, 'TB')).toEqual(viewOfAll(boundsOf(rects(3, 0, 120)), room));
    expect(firstView([], room, 'LR').zoom).toBe(1);
  });
  test('is the beginning of what is long', () => {
    const down = firstView(rects(60, 0, 120), room, 'TB');
    expect(down).toEqual({ x: 500 - 124 * 0.9, y: 56, zoom: 0.9 });
    const across = firstView(rects(60, 320, 0), room, 'LR');
    expect(across).toEqual({ x: 56, y: 300 - 32 * 0.9, zoom: 0.9 });
  });
});

describe('a step is brought into view', () => {
  const view: View = { x: 0, y: 0, zoom: 1 };
  test.each<[string, Rect, { x: number; y: number }]>([
    ['not at all when it is seen', card(100, 100), { x: 0, y: 0 }],
    ['from the right', card(900, 100), { x: -172, y: 0 }],
    ['from the left', card(-300, 100), { x: 324, y: 0 }],
    ['from below', card(100, 900), { x: 0, y: -388 }],
    ['by its beginning when it is too large', { x: 50, y: 10, width: 2000, height: 64 }, { x: -26, y: 14 }],
  ])('%s', (_, rect, offset) => {
    expect(viewWith(rect, view, room)).toEqual({ ...offset, zoom: 1 });
  });
  test('and stays the same object when nothing moves', () => {
    expect(viewWith(card(100, 100), view, room)).toBe(view);
  });
});

test('a step that moves in the picture stays where it is on the screen', () => {
  expect(viewAnchored({ x: 10, y: 10 }, { x: 110, y: 60 }, { x: 5, y: 5, zoom: 0.5 })).toEqual({
    x: -45,
    y: -20,
    zoom: 0.5,
  });
});

test.each([
  [1, 'all'],
  [0.9, 'all'],
  [0.89, 'two'],
  [0.55, 'two'],
  [0.2, 'name'],
])('at zoom %d a card shows %s', (zoom, detail) => {
  expect(detailAt(zoom)).toBe(detail);
});
