import { describe, expect, test } from '@jest/globals';
import { type LayoutInput, layOut, layOutInColumns, layoutInputOf } from './layout.ts';

const box = (id: string, width = 248, height = 64): LayoutInput['nodes'][number] => ({ id, width, height });
const edge = (from: string, to: string, hasWords = false): LayoutInput['edges'][number] => ({
  id: `${from}>${to}`,
  from,
  to,
  hasWords,
});
const view = { width: 1000, height: 600 };
const line = (count: number): Pick<LayoutInput, 'nodes' | 'edges'> => ({
  nodes: Array.from({ length: count }, (_, at) => box(`n${at}`)),
  edges: Array.from({ length: count - 1 }, (_, at) => edge(`n${at}`, `n${at + 1}`)),
});

describe('the direction', () => {
  test.each([
    ['auto', 2, 'LR'],
    ['auto', 12, 'TB'],
    ['LR', 12, 'LR'],
    ['TB', 2, 'TB'],
  ] as const)('%s of %i steps is %s', (direction, count, expected) => {
    expect(layOut({ direction, view, ...line(count) }).direction).toBe(expected);
  });
});

test('the same graph gives the same picture, on the grid', () => {
  const input: LayoutInput = { direction: 'LR', view, ...line(5) };
  const { positions } = layOut(input);
  expect(layOut(input).positions).toEqual(positions);
  expect(Object.values(positions).every(({ x, y }) => x % 4 === 0 && y % 4 === 0)).toBe(true);
});

test('siblings stand in the order of the document', () => {
  const input: LayoutInput = {
    direction: 'TB',
    view,
    nodes: ['W', 'C', 'B', 'A', 'D'].map((id) => box(id)),
    edges: [
      edge('W', 'A'),
      edge('W', 'B'),
      { ...edge('W', 'A'), id: 'again' },
      edge('W', 'C'),
      edge('A', 'D'),
      edge('B', 'D'),
      edge('C', 'D'),
    ],
  };
  const { positions } = layOut(input);
  expect(['A', 'B', 'C'].map((id) => positions[id]?.x ?? 0)).toEqual(
    ['A', 'B', 'C'].map((id) => positions[id]?.x ?? 0).sort((a, b) => a - b),
  );
});

test('an empty graph is laid out', () => {
  expect(layOut({ direction: 'auto', view, nodes: [], edges: [] })).toEqual({
    positions: {},
    direction: 'LR',
    lanes: {},
  });
});

test('loops are no part of what is laid out', () => {
  const drawn = { handle: 'next', slot: undefined, label: '', isFailure: false };
  const graph = {
    nodes: [{ kind: 'open', slot: { kind: 'start' }, after: '', ...box('a') }] as const,
    edges: [
      { ...drawn, id: '1', from: 'a', to: 'b', isBack: false },
      { ...drawn, id: '2', from: 'b', to: 'a', isBack: true },
    ],
  };
  expect(layoutInputOf(graph, { direction: 'LR', view })).toEqual({
    direction: 'LR',
    view,
    nodes: [box('a')],
    edges: [{ id: '1', from: 'a', to: 'b', hasWords: false }],
  });
});

describe('the layout that always comes in time', () => {
  test('has a column for each distance from the start', () => {
    const { positions, direction } = layOutInColumns({ direction: 'auto', view, ...line(3) });
    expect(direction).toBe('LR');
    expect(positions).toEqual({ n0: { x: 0, y: 0 }, n1: { x: 320, y: 0 }, n2: { x: 640, y: 0 } });
  });
  test('stacks what is as far, across or down', () => {
    const nodes = [box('a'), box('b', 168, 40), box('c')];
    const edges = [edge('a', 'b'), edge('a', 'c'), edge('gone', 'c')];
    expect(layOutInColumns({ direction: 'LR', view, nodes, edges }).positions.c).toEqual({ x: 320, y: 72 });
    expect(layOutInColumns({ direction: 'TB', view, nodes, edges }).positions.c).toEqual({ x: 200, y: 144 });
  });
  test('ends also for a loop', () => {
    const edges = [edge('a', 'b'), edge('b', 'a')];
    const { positions } = layOutInColumns({ direction: 'LR', view, nodes: [box('a'), box('b')], edges });
    expect(Object.keys(positions)).toEqual(['a', 'b']);
  });
});

test('a line past other cards has lanes, none of which is on a card; the words of a line have room', () => {
  const nodes = ['W', 'A', 'B', 'End'].map((id) => box(id));
  const edges = [
    edge('W', 'A', true),
    edge('W', 'End', true),
    edge('W', 'B', true),
    edge('A', 'End'),
    edge('B', 'End'),
  ];
  for (const direction of ['TB', 'LR'] as const) {
    const { lanes, positions } = layOut({ direction, view, nodes, edges });
    expect(Object.keys(lanes)).toEqual(['W>End']);
    for (const { x, y } of lanes['W>End'] ?? [])
      for (const { id, width, height } of nodes) {
        const { x: left = 0, y: top = 0 } = positions[id] ?? {};
        expect(x > left && x < left + width && y > top && y < top + height).toBe(false);
      }
  }
});
