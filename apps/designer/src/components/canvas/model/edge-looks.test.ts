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

const succeeded = { A: 'succeeded', B: 'succeeded' } as const;
const failed = { A: 'failed', B: 'failed' } as const;
const caughtOne = { A: 'failed', B: 'succeeded' } as const;

test.each([
  { run: 'went on', way: edge, statuses: succeeded, tone: 'taken', isDimmed: false, items: 3 },
  { run: 'came nowhere', way: edge, statuses: { A: 'succeeded' }, tone: 'plain', isDimmed: true },
  { run: 'never came here', way: edge, statuses: {}, tone: 'plain', isDimmed: true },
  { run: 'was caught', way: edge, statuses: caughtOne, tone: 'plain', isDimmed: true },
  { run: 'was caught here', way: caught, statuses: caughtOne, tone: 'failed', isDimmed: false, items: 3 },
  { run: 'went on past it', way: caught, statuses: succeeded, tone: 'failed', isDimmed: true },
  { run: 'began', way: { ...edge, from: 'trigger:hook' }, statuses: failed, tone: 'taken', isDimmed: false },
  { run: 'went into a box', way: { ...edge, handle: 'in' }, statuses: failed, tone: 'taken', isDimmed: false },
] as const)('a way of a run that $run is $tone, dimmed: $isDimmed', ({ way, statuses, tone, isDimmed, ...more }) => {
  const items = 'items' in more ? more.items : undefined;
  expect(edgeLook(way, { facts: facts(statuses), isRun: true })).toEqual({ tone, isDimmed, items });
});

test('without a run no way is dimmed', () => {
  expect(edgeLook(caught, { facts: new Map(), isRun: false })).toEqual({
    tone: 'failed',
    isDimmed: false,
    items: undefined,
  });
});

test('inside of a loop a way has as many items as took it, and into it go all', () => {
  const base = { problems: 0, marks: [], change: undefined };
  const step = { status: 'succeeded', attempts: 1, visits: 3 } as const;
  const loop = { count: 3, failed: 0 };
  const looked = (way: CanvasEdge, went: Readonly<Record<string, number>>, iterations = loop) =>
    edgeLook(way, {
      isRun: true,
      facts: new Map<string, CardFacts>([
        ['state:A', { ...base, id: 'state:A', step: { ...step, went }, iterations }],
        ['state:B', { ...base, id: 'state:B', step, iterations: undefined }],
      ]),
    });
  expect(looked(edge, { B: 2, C: 1 })).toMatchObject({ isDimmed: false, items: 2 });
  expect(looked(edge, { C: 3 })).toMatchObject({ isDimmed: true, items: undefined });
  // Others of its items succeeded.
  expect(looked(caught, { B: 1 })).toMatchObject({ tone: 'failed', isDimmed: false, items: 1 });
  expect(looked({ ...edge, handle: 'in' }, {})).toMatchObject({ isDimmed: false, items: 3 });
});
