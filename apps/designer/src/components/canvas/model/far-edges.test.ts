import { expect, test } from '@jest/globals';
import { farEdges } from './far-edges.ts';
import type { LayoutEdge } from './layout-input.ts';

const edge = (from: string, to: string): LayoutEdge => ({
  ...{ id: `${from}>${to}`, from, to },
  ...{ hasWords: false, isBack: false },
});
const chain = (
  count: number,
): {
  readonly boxes: { id: string; width: number; height: number; isLost: boolean }[];
  readonly edges: LayoutEdge[];
} => ({
  boxes: [...Array.from({ length: count }, (_, at) => `n${at}`), 'Fail'].map((id) => ({
    ...{ id, width: 248, height: 64, isLost: false },
  })),
  edges: Array.from({ length: count - 1 }, (_, at) => edge(`n${at}`, `n${at + 1}`)),
});

test('ways past very many ranks are far, but for the nearest way to each step', () => {
  const { boxes, edges } = chain(40);
  const errors = [edge('n2', 'Fail'), edge('n20', 'Fail'), edge('n38', 'Fail')];
  expect([...farEdges(boxes, [...edges, ...errors])].map(({ id }) => id)).toEqual(['n2>Fail', 'n20>Fail']);
});

test('in a small workflow none are', () => {
  const { boxes, edges } = chain(8);
  expect(farEdges(boxes, [...edges, edge('n0', 'Fail'), edge('n7', 'Fail')]).size).toBe(0);
});
