import { expect, test } from '@jest/globals';
import { edgePan } from './edge-pan.ts';

const room = { width: 1000, height: 600 };
const wide = { x: -400, y: 200, width: 1800, height: 64 };
const small = { x: 300, y: 200, width: 248, height: 64 };

test.each([
  ['in the middle nothing moves', { x: 500, y: 300 }, wide, { x: 0, y: 0 }],
  ['at the left edge what lies left comes', { x: 0, y: 300 }, wide, { x: 24, y: 0 }],
  ['beyond it no faster', { x: -50, y: 300 }, wide, { x: 24, y: 0 }],
  ['less at the inner end of the band', { x: 47, y: 300 }, wide, { x: 1, y: 0 }],
  ['at the right edge what lies right comes', { x: 1000, y: 300 }, wide, { x: -24, y: 0 }],
  ['where nothing lies beyond the edge nothing moves', { x: 0, y: 0 }, small, { x: 0, y: 0 }],
  ['no further than to the end of the picture', { x: 0, y: 300 }, { ...wide, x: 40 }, { x: 8, y: 0 }],
  ['up and down alike', { x: 500, y: 600 }, { ...small, y: 580 }, { x: 0, y: -24 }],
])('%s', (...[, at, drawn, moved]) => {
  const { x, y } = edgePan({ at, room, drawn });
  // No zero with a sign.
  expect({ x: x + 0, y: y + 0 }).toEqual(moved);
});
