import { describe, expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { layOut } from './arrange-dagre.ts';
import { readCanvasGraph } from './canvas-graph.ts';
import { type LayoutResult, layOutInColumns } from './layout.ts';
import {
  type DirectionChoice,
  type LayoutBox,
  type LayoutEdge,
  type LayoutInput,
  layoutInputOf,
} from './layout-input.ts';
import { encloses, meets } from './view.ts';

const box = (id: string, width = 248, height = 64): LayoutBox => ({ id, width, height, isLost: false });
const edge = (from: string, to: string, more: Partial<LayoutEdge> = {}): LayoutEdge => ({
  id: `${from}>${to}`,
  from,
  to,
  hasWords: false,
  isBack: false,
  ...more,
});
const view = { width: 1000, height: 600 };
const line = (count: number): LayoutInput['root'] => ({
  boxes: Array.from({ length: count }, (_, at) => box(`n${at}`)),
  edges: Array.from({ length: count - 1 }, (_, at) => edge(`n${at}`, `n${at + 1}`)),
});
const inputOf = (States: Record<string, object>, direction: DirectionChoice): LayoutInput => {
  const [StartAt = ''] = Object.keys(States);
  const machine = { StartAt, States: States as Record<string, State> };
  const document: WorkflowDocument = { millrace: 1, name: 'orders', machine };
  const graph = readCanvasGraph(document, { withFooter: false, withOpenEnds: true });
  return layoutInputOf(graph, { direction, view });
};
const rectOf = ({ boxes }: LayoutResult, id: string): LayoutResult['boxes'][string] =>
  boxes[id] ?? { x: NaN, y: NaN, width: NaN, height: NaN };
const overlapping = ({ boxes }: LayoutResult): readonly string[] =>
  Object.entries(boxes).flatMap(([one, rect], index) =>
    Object.entries(boxes)
      .slice(index + 1)
      .flatMap(([other, beside]) =>
        meets(rect, beside) && !encloses(rect, beside) && !encloses(beside, rect) ? [`${one} ${other}`] : [],
      ),
  );

describe('the direction', () => {
  test.each([
    ['auto', 2, 'LR'],
    ['auto', 12, 'TB'],
    ['LR', 12, 'LR'],
    ['TB', 2, 'TB'],
  ] as const)('%s of %i steps is %s', (direction, count, expected) => {
    expect(layOut({ direction, view, root: line(count) }).direction).toBe(expected);
  });
  test('is down when it would fit across but is too tall there', () => {
    const tall = { boxes: Array.from({ length: 12 }, (_, at) => box(`n${at}`)), edges: [] };
    expect(layOut({ direction: 'auto', view, root: tall }).direction).toBe('TB');
  });
});

test('the same graph gives the same picture', () => {
  const input: LayoutInput = { direction: 'LR', view, root: line(5) };
  expect(layOut(input)).toEqual(layOut(input));
  expect(layOut({ direction: 'auto', view, root: line(0) }).boxes).toEqual({});
});

test('siblings stand in the order of the document, and triggers too', () => {
  const ids = ['trigger:b', 'trigger:a', 'W', 'C', 'B', 'A', 'D'];
  const edges = [
    edge('trigger:b', 'W'),
    edge('trigger:a', 'W'),
    edge('W', 'A'),
    edge('W', 'B'),
    edge('W', 'A', { id: 'again' }),
    edge('W', 'C'),
    edge('A', 'D'),
    edge('B', 'D'),
    edge('C', 'D'),
  ];
  const layout = layOut({ direction: 'TB', view, root: { boxes: ids.map((id) => box(id)), edges } });
  const columns = (names: readonly string[]): readonly number[] => names.map((id) => rectOf(layout, id).x);
  expect(columns(['A', 'B', 'C'])).toEqual([...columns(['A', 'B', 'C'])].sort((one, other) => one - other));
  expect(rectOf(layout, 'trigger:b').x).toBeLessThan(rectOf(layout, 'trigger:a').x);
});

const pass = (Next?: string): object => (Next === undefined ? { Type: 'Pass', End: true } : { Type: 'Pass', Next });
const nested = {
  First: pass('Both'),
  Both: {
    Type: 'Parallel',
    Branches: [
      { StartAt: 'A1', States: { A1: pass('A2'), A2: pass() } },
      { StartAt: '', States: {} },
      {
        StartAt: 'Each',
        States: {
          Each: { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: pass('J'), J: pass() } }, End: true },
        },
      },
    ],
    Next: 'Last',
  },
  Last: pass(),
};

describe.each(['LR', 'TB'] as const)('boxes inside of boxes, %s', (direction) => {
  const layout = layOut(inputOf(nested, direction));
  test('enclose what is inside of them, and nothing else meets', () => {
    expect(overlapping(layout)).toEqual([]);
    for (const [outer, inner] of [
      ['state:Both', 'state:A2'],
      ['state:Both', 'open:start:/machine/States/Both/Branches/1'],
      ['state:Both', 'state:Each'],
      ['state:Each', 'state:J'],
    ] as const)
      expect([outer, inner, encloses(rectOf(layout, outer), rectOf(layout, inner))]).toEqual([outer, inner, true]);
    expect(encloses(rectOf(layout, 'state:Both'), rectOf(layout, 'state:Last'))).toBe(false);
  });
  test('stack their lanes, under a head', () => {
    const lanes = layout.lanes['state:Both'] ?? [];
    const { x, y } = rectOf(layout, 'state:Both');
    expect(lanes).toHaveLength(3);
    const starts = lanes.map((lane) => (direction === 'LR' ? lane.y - y : lane.x - x));
    expect(starts).toEqual([...starts].sort((one, other) => one - other));
    expect(lanes.every((lane) => lane.y - y >= 32)).toBe(true);
  });
  test('are joined in one line with their neighbours', () => {
    const middle = (id: string): number => {
      const { x, y, width, height } = rectOf(layout, id);
      return direction === 'LR' ? y + height / 2 : x + width / 2;
    };
    expect(middle('state:First')).toBe(middle('state:Both'));
    expect(middle('state:Last')).toBe(middle('state:Both'));
  });
});

test('what nothing leads to stands in a band under the rest', () => {
  const layout = layOut(inputOf({ A: pass('B'), B: pass(), Lost: pass('Gone'), Gone: pass('A') }, 'LR'));
  const [band] = layout.bands;
  expect(band).toBeDefined();
  for (const id of ['state:Lost', 'state:Gone'])
    expect(encloses(band ?? rectOf(layout, ''), rectOf(layout, id))).toBe(true);
  expect(meets(band ?? rectOf(layout, ''), rectOf(layout, 'state:A'))).toBe(false);
});

describe('loops', () => {
  const States = {
    A: pass('B'),
    B: { Type: 'Choice', Choices: [{ Condition: true, Next: 'C' }], Default: 'A' },
    C: pass('A'),
  };
  test('run under the row, in rows of their own', () => {
    const layout = layOut(inputOf(States, 'LR'));
    const [inner, outer] = [layout.loops['state:B>default:B']?.y ?? 0, layout.loops['state:C>next:C']?.y ?? 0];
    const { y, height } = rectOf(layout, 'state:B');
    expect(inner).toBeGreaterThan(y + height);
    expect(outer - inner).toBeGreaterThanOrEqual(16);
  });
  test('run beside the column, with room for their words', () => {
    const layout = layOut(inputOf(States, 'TB'));
    const { x, width } = rectOf(layout, 'state:B');
    expect((layout.loops['state:B>default:B']?.x ?? 0) - x - width).toBeGreaterThanOrEqual(48);
  });
  test('are inside of the box that they are in', () => {
    const each = { Each: { Type: 'Map', ItemProcessor: { StartAt: 'A', States }, End: true } };
    for (const direction of ['LR', 'TB'] as const) {
      const layout = layOut(inputOf(each, direction));
      const { x, y, width, height } = rectOf(layout, 'state:Each');
      const points = Object.values(layout.loops);
      expect(points).toHaveLength(2);
      for (const point of points) expect(direction === 'LR' ? point.y < y + height : point.x < x + width).toBe(true);
    }
  });
});

describe('the layout that always comes in time', () => {
  const columns = (root: LayoutInput['root'], direction: DirectionChoice = 'LR'): LayoutResult =>
    layOutInColumns({ direction, view, root });
  test('has a column for each distance from the start', () => {
    const { boxes, direction } = columns(line(5), 'auto');
    expect(direction).toBe('TB');
    expect(Object.values(columns(line(3)).boxes).map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [320, 0],
      [640, 0],
    ]);
    expect(boxes.n2).toEqual({ x: 0, y: 240, width: 248, height: 64 });
  });
  test('stacks what is as far, across or down', () => {
    const root = { boxes: [box('a'), box('b', 168, 40), box('c')], edges: [edge('a', 'b'), edge('a', 'c')] };
    expect(columns(root).boxes.c).toMatchObject({ x: 320, y: 72 });
    expect(columns(root, 'TB').boxes.c).toMatchObject({ x: 200, y: 120 });
  });
  test('ends also for a loop that was not found', () => {
    const root = { boxes: [box('a'), box('b')], edges: [edge('a', 'b'), edge('b', 'a')] };
    expect(Object.keys(columns(root).boxes)).toEqual(['a', 'b']);
  });
  test('puts boxes into boxes too', () => {
    expect(overlapping(layOutInColumns(inputOf(nested, 'LR')))).toEqual([]);
  });
});

test('a line past other cards has lanes, none of which is on a card', () => {
  const boxes = [box('W'), box('A', 248, 400), box('B'), box('End')];
  const edges = [
    edge('W', 'A', { hasWords: true }),
    edge('W', 'End', { hasWords: true }),
    edge('W', 'B', { hasWords: true }),
    edge('A', 'End'),
    edge('B', 'End'),
  ];
  for (const direction of ['TB', 'LR'] as const) {
    const layout = layOut({ direction, view, root: { boxes, edges } });
    expect(Object.keys(layout.ways)).toEqual(['W>End']);
    for (const point of layout.ways['W>End'] ?? [])
      for (const rect of Object.values(layout.boxes))
        expect(meets(rect, { ...point, width: 0, height: 0 })).toBe(false);
  }
});
