// Where everything stands. One machine at a time, innermost first: a Map or a Parallel is then a box of fixed size in the
// machine around it.
import type { Arrange } from './arrange.ts';
import { arrangeInColumns } from './arrange-columns.ts';
import type { Direction, LayoutBox, LayoutInput, LayoutScope } from './layout-input.ts';
import { farEdges } from './far-edges.ts';
import { loopsOf } from './loops.ts';
import { joined, type Placement, shifted } from './placement.ts';
import type { Point } from './route.ts';
import { boundsOf, type Rect, type Size } from './view.ts';

export interface LayoutResult {
  readonly direction: Direction;
  /** Node id -> where it stands. */
  readonly boxes: Readonly<Record<string, Rect>>;
  /** Edge id -> the free places that a line past other cards goes through. */
  readonly ways: Readonly<Record<string, readonly Point[]>>;
  /** Edge id -> how far down (or to the right) a loop, or a way past many others, runs. */
  readonly loops: Readonly<Record<string, Point>>;
  /** Node id of a box -> its lanes. */
  readonly lanes: Readonly<Record<string, readonly Rect[]>>;
  /** Around what nothing leads to. */
  readonly bands: readonly Rect[];
}

const GRID = 16;
const PADDING = 16;
/** Before the first step of a lane: room for the line that leads to it, and for its +. */
const ENTRY = 48;
const CONTAINER_HEAD = 32;
const LANE_GAP = 16;
const EMPTY_LANE = { width: 248, height: 64 };
const BAND_GAP = 48;
const BAND_HEAD = 32;
/** Half of the words that stand on a loop. */
const LOOP_WORDS = { LR: 12, TB: 40 } as const;

/** The layout that always comes in time. */
export const layOutInColumns = (input: LayoutInput): LayoutResult => layOutBy(input, arrangeInColumns);

/** Below this zoom a card loses its third line: then top down is tried. */
const READABLE_ZOOM = 0.75;

/** Places, the same for the same graph and view; `arrange` puts the nodes of one machine in their places. */
export function layOutBy({ direction, view, root }: LayoutInput, arrange: Arrange): LayoutResult {
  if (direction !== 'auto') return resultOf(root, direction, arrange);
  // A row of cards that is too long for the view needs no arranging to know.
  const row = boundsOf([...arrangeInColumns(root, 'LR').boxes.values()]);
  if (row.width * READABLE_ZOOM > view.width) return resultOf(root, 'TB', arrange);
  const across = resultOf(root, 'LR', arrange);
  const { width, height } = boundsOf(Object.values(across.boxes));
  const fits = width * READABLE_ZOOM <= view.width && height * READABLE_ZOOM <= view.height;
  return fits ? across : resultOf(root, 'TB', arrange);
}

function resultOf(root: LayoutScope, direction: Direction, arrange: Arrange): LayoutResult {
  const { boxes, ways, loops, lanes, bands } = placeScope(root, { direction, arrange });
  return {
    direction,
    boxes: Object.fromEntries(boxes),
    ways: Object.fromEntries(ways),
    loops: Object.fromEntries(loops),
    lanes: Object.fromEntries(lanes),
    bands,
  };
}

interface How {
  readonly direction: Direction;
  readonly arrange: Arrange;
}

/** One machine with all that is inside of it; what nothing leads to stands in a band under the rest. */
function placeScope({ boxes, edges }: LayoutScope, how: How): Placement {
  const inside = new Map(boxes.flatMap((box) => (box.lanes === undefined ? [] : [[box.id, placeBox(box, how)]])));
  const partOf = (isLost: boolean): LayoutScope => {
    const part = boxes.filter((box) => box.isLost === isLost);
    const ids = new Set(part.map(({ id }) => id));
    return {
      boxes: part.map((box) => ({ ...box, ...sizeOf(inside.get(box.id) ?? box) })),
      edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    };
  };
  const placed = withBand(placePart(partOf(false), how), placePart(partOf(true), how));
  const inner = placed.boxes.flatMap(([id, at]) => {
    const part = inside.get(id);
    return part === undefined ? [] : [shifted(part, at)];
  });
  return joined([placed, ...inner], placed);
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

/** Nodes whose sizes are known, with room for the loops between them. */
function placePart({ boxes, edges }: LayoutScope, { direction, arrange }: How): Placement {
  const forward = edges.filter(({ isBack }) => !isBack);
  const far = farEdges(boxes, forward);
  const arranged = arrange({ boxes, edges: forward.filter((edge) => !far.has(edge)) }, direction);
  const beside = edges.filter((edge) => edge.isBack || far.has(edge));
  const loops = loopsOf(beside, arranged.boxes, direction);
  const points = [...arranged.ways.values()].flat().map((point) => ({ ...point, width: 0, height: 0 }));
  const bounds = boundsOf([...arranged.boxes.values(), ...points]);
  const farthest = (of: (point: Point) => number): number => Math.max(0, ...loops.map(([, point]) => of(point)));
  const words = LOOP_WORDS[direction];
  const part = {
    width: Math.max(bounds.width, direction === 'TB' ? farthest(({ x }) => x) + words - bounds.x : 0),
    height: Math.max(bounds.height, direction === 'LR' ? farthest(({ y }) => y) + words - bounds.y : 0),
    boxes: [...arranged.boxes],
    ways: [...arranged.ways],
    loops,
    lanes: [],
    bands: [],
  };
  return shifted(loops.length === 0 ? { ...part, ...sizeOf(bounds) } : part, { x: -bounds.x, y: -bounds.y });
}

function withBand(main: Placement, lost: Placement): Placement {
  if (lost.boxes.length === 0) return main;
  const y = main.boxes.length === 0 ? 0 : main.height + BAND_GAP;
  const band = { x: 0, y, width: lost.width + 2 * PADDING, height: BAND_HEAD + lost.height + PADDING };
  const size = { width: Math.max(main.width, band.width), height: band.y + band.height };
  const parts = joined([main, shifted(lost, { x: PADDING, y: y + BAND_HEAD })], size);
  return { ...parts, bands: [...parts.bands, band] };
}

/** A Map or a Parallel: its lanes beside each other, across the direction in which they are read. */
function placeBox(box: LayoutBox, how: How): Placement {
  const lanes = (box.lanes ?? []).map((lane) => placeScope(lane, how));
  const isAcross = how.direction === 'LR';
  const size = ({ width, height, boxes }: Placement): Size => (boxes.length === 0 ? EMPTY_LANE : { width, height });
  const longest = Math.max(0, ...lanes.map((lane) => (isAcross ? size(lane).width : size(lane).height)));
  let at = isAcross ? CONTAINER_HEAD : 0;
  const placed = lanes.map((lane) => {
    const { width, height } = size(lane);
    const rect = isAcross
      ? { x: 0, y: at, width: ENTRY + longest + PADDING, height: height + 2 * PADDING }
      : { x: at, y: CONTAINER_HEAD, width: width + 2 * PADDING, height: ENTRY + longest + PADDING };
    at += (isAcross ? rect.height : rect.width) + LANE_GAP;
    const from = isAcross ? { x: ENTRY, y: PADDING } : { x: PADDING, y: ENTRY };
    return { rect, part: shifted(lane, { x: rect.x + from.x, y: rect.y + from.y }) };
  });
  return boxAround(box, placed, isAcross);
}

interface Lane {
  readonly rect: Rect;
  readonly part: Placement;
}

/** The box's size is on the grid twice over, so that its middle is on it. Lanes fill it. */
function boxAround(box: LayoutBox, lanes: readonly Lane[], isAcross: boolean): Placement {
  const { width, height } = boundsOf(lanes.map(({ rect }) => rect));
  const onGrid = (value: number): number => Math.ceil(value / GRID) * GRID;
  const size = {
    width: onGrid(Math.max(box.width, width)),
    height: onGrid(Math.max(box.height, height + CONTAINER_HEAD)),
  };
  const filled = lanes.map(({ rect }) =>
    isAcross ? { ...rect, width: size.width } : { ...rect, height: size.height - CONTAINER_HEAD },
  );
  // A head that is wider than what is inside of it has that in its middle.
  const spare = isAcross ? 0 : Math.floor((size.width - width) / 2 / 8) * 8;
  const inner = joined(
    lanes.map(({ part }) => shifted(part, { x: spare, y: 0 })),
    size,
  );
  return { ...inner, lanes: [...inner.lanes, [box.id, filled.map((rect) => ({ ...rect, x: rect.x + spare }))]] };
}
