// The lines between cards: right angles with round corners, around what stands in between.

export interface Point {
  readonly x: number;
  readonly y: number;
}
/** A line as SVG draws it, and where its words and its + stand. */
export interface Route {
  readonly path: string;
  readonly words: Point;
}
interface Ends {
  readonly from: Point;
  readonly to: Point;
  readonly direction: 'LR' | 'TB';
}

const CORNER_PX = 8;
/** How far lines run straight on before they turn. */
const STUB_PX = 24;
/** Shorter, so that a loop does not run along the line of another way out. */
const LOOP_STUB_PX = 12;
const LOOP_DROP_PX = 88;
const LOOP_SIDE_PX = 160;

/** Draws corner points as one line with round corners. */
export function drawCorners(points: readonly Point[]): string {
  const turns = points.filter((point, index) => index === 0 || !isAt(point, points[index - 1]));
  return turns
    .map((point, index) => {
      const before = turns[index - 1];
      const after = turns[index + 1];
      if (before === undefined) return `M ${point.x} ${point.y}`;
      if (after === undefined) return `L ${point.x} ${point.y}`;
      const start = towards(point, before);
      const end = towards(point, after);
      return `L ${start.x} ${start.y} Q ${point.x} ${point.y} ${end.x} ${end.y}`;
    })
    .join(' ');
}

const isAt = (one: Point, other: Point | undefined): boolean => one.x === other?.x && one.y === other.y;

/** A corner's length on the way from one point to another, or half of a way that is too short for two corners. */
function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = Math.min(CORNER_PX, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** As if everything went top down: then a step is forward in `y`, and a lane has its place in `x`. */
const turned = (point: Point, direction: Ends['direction']): Point =>
  direction === 'TB' ? point : { x: point.y, y: point.x };

/** A way longer than this turns close to its end, where it meets others that lead there. */
const LONG_PX = 80;

/** A line to the next rank. Its words stand above (or before) where it leads, so that those of one source keep apart. */
export function routeForward({ from, to, direction }: Ends): Route {
  const start = turned(from, direction);
  const end = turned(to, direction);
  const turnAt = end.y - start.y > LONG_PX ? end.y - STUB_PX : (start.y + end.y) / 2;
  const corners = start.x === end.x ? [start, end] : [start, { x: start.x, y: turnAt }, { x: end.x, y: turnAt }, end];
  return {
    path: drawCorners(corners.map((corner) => turned(corner, direction))),
    words: turned({ x: end.x, y: turnAt }, direction),
  };
}

/** A line past other cards, in the lanes that the layout kept free for it. Its words stand in the first lane. */
export function routeThrough({ from, to, direction }: Ends, lanes: readonly Point[]): Route {
  const start = turned(from, direction);
  const end = turned(to, direction);
  const free = lanes.map((lane) => turned(lane, direction));
  const corners: Point[] = [start];
  let at = start;
  for (const [index, lane] of free.entries()) {
    const turnAt = index === 0 ? start.y + STUB_PX : (at.y + lane.y) / 2;
    corners.push({ x: at.x, y: turnAt }, { x: lane.x, y: turnAt });
    at = lane;
  }
  corners.push({ x: at.x, y: end.y - STUB_PX }, { x: end.x, y: end.y - STUB_PX }, end);
  const first = lanes[0] ?? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return { path: drawCorners(corners.map((corner) => turned(corner, direction))), words: first };
}

/** Around below or beside both ends and back: a loop must not look like a way forward. */
export function routeLoop({ from, to, direction }: Ends): Route {
  if (direction === 'TB') {
    // On the side where the line begins, so that it crosses no other way out.
    const side = from.x < to.x ? from.x - LOOP_SIDE_PX : Math.max(from.x, to.x) + LOOP_SIDE_PX;
    const below = from.y + LOOP_STUB_PX;
    const above = to.y - STUB_PX;
    const corners = [
      from,
      { x: from.x, y: below },
      { x: side, y: below },
      { x: side, y: above },
      { x: to.x, y: above },
      to,
    ];
    return { path: drawCorners(corners), words: { x: side, y: (below + above) / 2 } };
  }
  const bottom = Math.max(from.y, to.y) + LOOP_DROP_PX;
  const right = from.x + LOOP_STUB_PX;
  const left = to.x - STUB_PX;
  const corners = [
    from,
    { x: right, y: from.y },
    { x: right, y: bottom },
    { x: left, y: bottom },
    { x: left, y: to.y },
    to,
  ];
  return { path: drawCorners(corners), words: { x: (right + left) / 2, y: bottom } };
}
