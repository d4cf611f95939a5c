import { expect, test } from '@jest/globals';
import type { CardFacts } from '../canvas-context.ts';
import type { CanvasEdge } from './canvas-graph.ts';
import { edgeLook } from './edge-looks.ts';

const edge: CanvasEdge = {
  ...{ id: 'A>next:A', from: 'state:A', handle: 'next', to: 'state:B', slot: { kind: 'next', state: 'A' } },
  ...{ scope: '/machine', label: '', isFailure: false, isBack: false, isOpen: false, isRepeated: false },
};
const caught: CanvasEdge = { ...edge, handle: 'catch:0', isFailure: true };
const facts = (statuses: Readonly<Record<string, 'succeeded' | 'failed'>>): ReadonlyMap<string, CardFacts> =>
  new Map(
    Object.entries(statuses).map(([name, status]) => {
      const step = { status, attempts: 1, visits: 1, itemsOut: 3 };
      const id = `state:${name}`;
      return [id, { id, step, problems: 0, marks: [], change: undefined, iterations: undefined }];
    }),
  );

test.each([
  ['went on', edge, { A: 'succeeded', B: 'succeeded' }, ['taken', false, 3]],
  ['came nowhere', edge, { A: 'succeeded' }, ['plain', true, undefined]],
  ['never came here', edge, {}, ['plain', true, undefined]],
  ['was caught', edge, { A: 'failed', B: 'succeeded' }, ['plain', true, undefined]],
  ['was caught', caught, { A: 'failed', B: 'succeeded' }, ['failed', false, 3]],
  ['went on', caught, { A: 'succeeded', B: 'succeeded' }, ['failed', true, undefined]],
  ['began', { ...edge, from: 'trigger:hook' }, { B: 'failed' }, ['taken', false, undefined]],
  ['went into a box', { ...edge, handle: 'in' }, { A: 'failed', B: 'failed' }, ['taken', false, undefined]],
] as const)('of a run that %s, the way by %# looks so', (_, way, statuses, [tone, isDimmed, items]) => {
  expect(edgeLook(way, { facts: facts(statuses), isRun: true })).toEqual({ tone, isDimmed, items });
});

test('without a run no way is dimmed', () => {
  expect(edgeLook(caught, { facts: new Map(), isRun: false })).toEqual({
    tone: 'failed',
    isDimmed: false,
    items: undefined,
  });
});
