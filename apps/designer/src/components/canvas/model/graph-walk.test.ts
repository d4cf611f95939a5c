import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { type CanvasGraph, readCanvasGraph } from './canvas-graph.ts';
import { neighbour, neighbourStep } from './graph-walk.ts';
import { itemOfEdge, itemOfNode } from './items.ts';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  triggers: { hook: { type: 'webhook', path: 'orders' }, call: { type: 'call' } },
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
      B: { Type: 'Pass', Next: 'W' },
      C: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'C1', States: { C1: { Type: 'Pass', Next: 'C2' }, C2: { Type: 'Succeed' } } },
          { StartAt: '', States: {} },
          { StartAt: 'C3', States: { C3: { Type: 'Pass', End: true }, C4: { Type: 'Pass', Next: 'C3' } } },
        ],
        Next: 'D',
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'D' }],
      },
      D: { Type: 'Succeed' },
      Lost: { Type: 'Pass', End: true },
    },
  },
};
const drawing = { withFooter: false, withOpenEnds: true };
const graph = readCanvasGraph(document, drawing);
const lane = (index: number): string => `edge:start:/machine/States/C/Branches/${index}`;

test.each<[string | undefined, string, string | undefined]>([
  [undefined, 'ArrowRight', 'trigger:hook'],
  ['trigger:hook', 'ArrowRight', 'edge:start'],
  ['edge:start', 'ArrowRight', 'W'],
  ['edge:start', 'ArrowLeft', 'trigger:hook'],
  ['trigger:hook', 'ArrowLeft', 'trigger:hook'],
  ['trigger:hook', 'ArrowDown', 'trigger:call'],
  ['W', 'ArrowRight', 'edge:rule:0:W'],
  ['edge:rule:0:W', 'ArrowDown', 'edge:rule:1:W'],
  ['edge:rule:1:W', 'ArrowDown', 'edge:default:W'],
  ['edge:default:W', 'ArrowDown', 'edge:default:W'],
  ['edge:rule:1:W', 'ArrowUp', 'edge:rule:0:W'],
  ['edge:rule:0:W', 'ArrowRight', 'A'],
  ['edge:default:W', 'ArrowRight', 'edge:default:W'],
  ['edge:next:B', 'ArrowRight', 'W'],
  ['A', 'ArrowLeft', 'edge:rule:0:W'],
  ['A', 'ArrowDown', 'B'],
  ['B', 'ArrowUp', 'A'],
  ['C', 'ArrowDown', 'C1'],
  ['C1', 'ArrowUp', 'C'],
  ['C1', 'ArrowLeft', lane(0)],
  [lane(0), 'ArrowLeft', 'C'],
  [lane(0), 'ArrowDown', lane(1)],
  ['C2', 'ArrowDown', lane(1)],
  [lane(1), 'ArrowUp', lane(0)],
  ['C1', 'ArrowDown', 'C3'],
  ['C2', 'ArrowRight', 'edge:next:C'],
  ['edge:next:C3', 'ArrowRight', 'edge:next:C'],
  ['C4', 'ArrowLeft', 'C'],
  ['edge:next:C', 'ArrowDown', 'edge:catch:0:C'],
  ['D', 'ArrowRight', 'D'],
  ['Lost', 'ArrowRight', 'edge:next:Lost'],
  ['W', 'x', undefined],
  ['W', 'toString', undefined],
  ['gone', 'ArrowRight', 'gone'],
])('from %j, %s leads to %j', (item, key, to) => {
  expect(neighbour(graph, item === undefined ? {} : { item }, key)).toBe(to);
});

test('back along a way and forward again leads to the next way out, and around', () => {
  const forward = (before: string): string | undefined => neighbour(graph, { item: 'W', before }, 'ArrowRight');
  expect(forward('edge:rule:0:W')).toBe('edge:rule:1:W');
  expect(forward('edge:default:W')).toBe('edge:rule:0:W');
});

const ARROWS = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'];

function reached(drawn: CanvasGraph): ReadonlySet<string> {
  const found = new Set<string>();
  const open: (string | undefined)[] = [neighbour(drawn, {}, 'ArrowRight')];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (found.has(item)) continue;
    found.add(item);
    for (const key of ARROWS) open.push(neighbour(drawn, { item }, key));
  }
  return found;
}

test.each([
  ['edited', graph],
  ['looked at', readCanvasGraph(document, { withFooter: true, withOpenEnds: false })],
  ['closed', readCanvasGraph(document, { ...drawing, collapsed: new Set(['C']) })],
])('arrows come to everything that is drawn of what is %s', (_, drawn) => {
  const all = new Set([...drawn.nodes.map(itemOfNode), ...drawn.edges.map(itemOfEdge)]);
  expect([...reached(drawn)].sort()).toEqual([...all].sort());
});

test('a selection is extended to the next step, past the way between', () => {
  expect(neighbourStep(graph, 'W', 'ArrowRight')).toBe('A');
  expect(neighbourStep(graph, 'A', 'ArrowDown')).toBe('B');
  expect(neighbourStep(graph, 'D', 'ArrowRight')).toBeUndefined();
  expect(neighbourStep(graph, 'W', 'ArrowLeft')).toBeUndefined();
});
