import type { Point } from './route.ts';
import type { Rect, Size } from './view.ts';

/** How near to the edge of the canvas what is dragged takes the picture along. */
const BAND_PX = 48;
/** The most that one movement takes it along. */
const MOST_PX = 24;

interface Dragged {
  /** Where the pointer is, in pixels of the canvas. */
  readonly at: Point;
  readonly room: Size;
  /** What is drawn, in pixels of the canvas. */
  readonly drawn: Rect;
}

/** How far the picture moves so that what lies beyond the edge comes into view; nothing where nothing lies there. */
export function edgePan({ at, room, drawn }: Dragged): Point {
  return {
    x: pan({ at: at.x, room: room.width, from: drawn.x, to: drawn.x + drawn.width }),
    y: pan({ at: at.y, room: room.height, from: drawn.y, to: drawn.y + drawn.height }),
  };
}

interface Side {
  readonly at: number;
  readonly room: number;
  readonly from: number;
  readonly to: number;
}

function pan({ at, room, from, to }: Side): number {
  const hiddenBefore = BAND_PX - from;
  if (at < BAND_PX && hiddenBefore > 0) return Math.min(strength(at), hiddenBefore);
  const hiddenAfter = to - (room - BAND_PX);
  if (at > room - BAND_PX && hiddenAfter > 0) return -Math.min(strength(room - at), hiddenAfter);
  return 0;
}

/** The nearer, the more. */
const strength = (distance: number): number => Math.ceil((MOST_PX * (BAND_PX - Math.max(0, distance))) / BAND_PX);
