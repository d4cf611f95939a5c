import { describe, expect, test } from '@jest/globals';
import { type LayoutInput, layOut, layOutInColumns, layoutInputOf } from './layout.ts';

const box = (id: string, width = 248, height = 64): LayoutInput['nodes'][number] => ({ id, width, height });
const view = { width: 1000, height: 600 };
const line = (count: number): Pick<LayoutInput, 'nodes' | 'edges'> => ({
  nodes: Array.from({ length: count }, (_, at) => box(`n${at}`)),
  edges: Array.from({ length: count - 1 }, (_, at) => ({ from: `n${at}`, to: `n${at + 1}` })),
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
      { from: 'W', to: 'A' },
      { from: 'W', to: 'B' },
      { from: 'W', to: 'A' },
      { from: 'W', to: 'C' },
      { from: 'A', to: 'D' },
      { from: 'B', to: 'D' },
      { from: 'C', to: 'D' },
    ],
  };
  const { positions } = layOut(input);
  expect(['A', 'B', 'C'].map((id) => positions[id]?.x ?? 0)).toEqual(
    ['A', 'B', 'C'].map((id) => positions[id]?.x ?? 0).sort((a, b) => a - b),
  );
});

test('an empty graph is laid out', () => {
  expect(layOut({ direction: 'auto', view, nodes: [], edges: [] })).toEqual({ positions: {}, direction: 'LR' });
});

test('loops are no part of what is laid out', () => {
  const edge = { handle: 'next', slot: undefined, label: '', isFailure: false };
  const graph = {
    nodes: [{ kind: 'open', slot: { kind: 'start' }, after: '', ...box('a') }] as const,
    edges: [
      { ...edge, id: '1', from: 'a', to: 'b', isBack: false },
      { ...edge, id: '2', from: 'b', to: 'a', isBack: true },
    ],
  };
  expect(layoutInputOf(graph, { direction: 'LR', view })).toEqual({
    direction: 'LR',
    view,
    nodes: [box('a')],
    edges: [{ from: 'a', to: 'b' }],
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
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'a', to: 'c' },
      { from: 'gone', to: 'c' },
    ];
    expect(layOutInColumns({ direction: 'LR', view, nodes, edges }).positions.c).toEqual({ x: 320, y: 72 });
    expect(layOutInColumns({ direction: 'TB', view, nodes, edges }).positions.c).toEqual({ x: 200, y: 144 });
  });
  test('ends also for a loop', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
    ];
    const { positions } = layOutInColumns({ direction: 'LR', view, nodes: [box('a'), box('b')], edges });
    expect(Object.keys(positions)).toEqual(['a', 'b']);
  });
});
