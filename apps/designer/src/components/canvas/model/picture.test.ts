import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { readCanvasGraph } from './canvas-graph.ts';
import { layOutInColumns } from './layout.ts';
import { layoutInputOf } from './layout-input.ts';
import { pictureOf } from './picture.ts';

const choice = (targets: readonly string[], otherwise: string): WorkflowDocument => ({
  ...{ millrace: 1, name: 'w' },
  machine: {
    StartAt: 'Which',
    States: {
      Which: {
        Type: 'Choice',
        Choices: targets.map((Next) => ({ Condition: true, Next })),
        Default: otherwise,
      },
      One: { Type: 'Pass', End: true },
      Two: { Type: 'Pass', End: true },
    },
  },
});

const wordsOf = (document: WorkflowDocument): ReadonlyMap<string, { readonly x: number; readonly y: number }> => {
  const graph = readCanvasGraph(document, { withFooter: false, withOpenEnds: false });
  const layout = layOutInColumns(layoutInputOf(graph, { direction: 'TB', view: { width: 800, height: 600 } }));
  return new Map(pictureOf(graph, layout).edges.map(({ edge, words }) => [edge.handle, words]));
};

test('ways of one card that lead to the same one keep their words apart', () => {
  const words = wordsOf(choice(['One', 'One'], 'One'));
  const heights = [...words.values()].map(({ y }) => y).sort((one, other) => one - other);
  expect(heights).toHaveLength(3);
  const gaps = heights.slice(1).map((height, index) => height - (heights[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20);
});

test('a way that is alone has its words where it turns', () => {
  const [one, two] = [...wordsOf(choice(['One'], 'Two')).values()];
  expect(one?.y).toBe(two?.y);
});
