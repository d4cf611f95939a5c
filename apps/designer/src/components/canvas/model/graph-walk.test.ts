import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { readCanvasGraph } from './canvas-graph.ts';
import { neighbour } from './graph-walk.ts';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  triggers: { hook: { type: 'webhook', path: 'orders' } },
  machine: {
    StartAt: 'W',
    States: {
      W: {
        Type: 'Choice',
        Choices: [
          { Condition: true, Next: 'A' },
          { Condition: true, Next: 'B' },
        ],
        Default: '',
      },
      A: { Type: 'Pass', Next: 'C' },
      B: { Type: 'Pass', End: true },
      C: { Type: 'Succeed' },
    },
  },
};
const graph = readCanvasGraph(document, { withFooter: false, withOpenEnds: true });

test.each([
  [undefined, 'ArrowRight', 'trigger:hook'],
  ['trigger:hook', 'ArrowRight', 'state:W'],
  ['state:W', 'ArrowRight', 'state:A'],
  ['state:A', 'ArrowRight', 'state:C'],
  ['state:C', 'ArrowRight', 'state:C'],
  ['state:B', 'ArrowRight', 'state:B'],
  ['state:C', 'ArrowLeft', 'state:A'],
  ['trigger:hook', 'ArrowLeft', 'trigger:hook'],
  ['state:A', 'ArrowDown', 'state:B'],
  ['state:B', 'ArrowDown', 'state:B'],
  ['state:B', 'ArrowUp', 'state:A'],
  ['state:W', 'ArrowUp', 'trigger:hook'],
  ['state:W', 'ArrowDown', 'state:A'],
  ['state:W', 'x', undefined],
  ['state:W', 'toString', undefined],
])('from %j, %s leads to %j', (from, key, to) => {
  expect(neighbour(graph, from, key)).toBe(to);
});
