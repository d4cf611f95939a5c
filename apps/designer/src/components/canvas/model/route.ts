// The lines between cards: right angles with round corners, around what stands in between.
import type { Direction } from './layout-input.ts';

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
  readonly direction: Direction;
}

const CORNER_PX = 8;
/** How far lines run straight on before they turn. */
const STUB_PX = 24;
/** Shorter, so that a loop does not run along the line of another way out. */
const LOOP_STUB_PX = 12;
/** Where the words of a way that leaves to the side stand: between its card and the next one. */
const ASIDE_WORDS_PX = 22;
/** Lanes of one card stand closer than words are high: their words keep apart along them. */
const LANE_WORDS_PX = 120;

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
const turned = (point: Point, direction: Direction): Point => (direction === 'TB' ? point : { x: point.y, y: point.x });

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
  const corners = [start, ...through(start, free, start.y + STUB_PX), ...into(free.at(-1) ?? start, end)];
  const first = lanes[0] ?? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return { path: drawCorners(corners.map((corner) => turned(corner, direction))), words: first };
}

/** The corners from a point into the first lane, and from lane to lane. */
function through(start: Point, lanes: readonly Point[], firstTurnAt: number): readonly Point[] {
  return lanes.flatMap((lane, index) => {
    const at = lanes[index - 1] ?? start;
    if (at.x === lane.x) return [];
    const turnAt = index === 0 ? firstTurnAt : (at.y + lane.y) / 2;
    return [
      { x: at.x, y: turnAt },
      { x: lane.x, y: turnAt },
    ];
  });
}

/** The corners into an input: all that leads there joins shortly before it. */
const into = (at: Point, end: Point): readonly Point[] => [
  { x: at.x, y: end.y - STUB_PX },
  { x: end.x, y: end.y - STUB_PX },
  end,
];

interface Aside extends Ends {
  /** Where the card ends that the line leaves to the side of. */
  readonly cardEnd: number;
  /** Which of the ways that leave this side it is, counted from the card's end. */
  readonly index: number;
  /** Whether nothing stands between two points. */
  readonly isFree: (from: Point, to: Point) => boolean;
}

/** A line that leaves a card to its side, as the way of an error does, and then goes forward. */
export function routeAside({ from, to, direction, cardEnd, index, isFree }: Aside, lanes: readonly Point[]): Route {
  const start = turned(from, direction);
  const end = turned(to, direction);
  const draw = (corners: readonly Point[]): string => drawCorners(corners.map((corner) => turned(corner, direction)));
  const under = turned({ x: start.x + ASIDE_WORDS_PX * (index + 1), y: start.y }, direction);
  const [lane] = lanes.map((point) => turned(point, direction));
  const words = lane === undefined ? under : turned({ x: lane.x, y: lane.y + LANE_WORDS_PX * index }, direction);
  const bend = { x: end.x, y: start.y };
  if (end.x > start.x + STUB_PX && isFree(from, turned(bend, direction)))
    return { path: draw([start, bend, end]), words };
  const row = { x: start.x + LOOP_STUB_PX + index * CORNER_PX, y: start.y };
  const free = lanes.map((lane) => turned(lane, direction));
  const corners = [start, row, ...through(row, free, cardEnd + STUB_PX), ...into(free.at(-1) ?? row, end)];
  return { path: draw(corners), words };
}

interface Loop extends Ends {
  /** Whether it leaves forward, as the way of a rule does, or to the side. */
  readonly leaves: 'forward' | 'aside';
  /** Whether it comes in by the front, or from the side. */
  readonly comes: 'forward' | 'aside';
  /** A point on the line that it runs back on. */
  readonly side: Point;
}

/** Around the side and back: a loop must not look like a way forward. */
export function routeLoop({ from, to, direction, leaves, comes, side }: Loop): Route {
  const start = turned(from, direction);
  const end = turned(to, direction);
  const { x } = turned(side, direction);
  const leftAt = leaves === 'forward' ? start.y + LOOP_STUB_PX : start.y;
  const cameAt = comes === 'forward' ? end.y - STUB_PX : end.y;
  const corners = [start, { x: start.x, y: leftAt }, { x, y: leftAt }, { x, y: cameAt }, { x: end.x, y: cameAt }, end];
  return {
    path: drawCorners(corners.map((corner) => turned(corner, direction))),
    words: turned({ x, y: (leftAt + cameAt) / 2 }, direction),
  };
}
