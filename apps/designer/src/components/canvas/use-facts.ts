import { useMemo, useState } from 'react';
import type { CardFacts } from './canvas-context.ts';
import type { CanvasGraph } from './model/canvas-graph.ts';
import { factsOf, type StateFacts } from './model/facts.ts';
import { createReuse } from './model/reuse.ts';

/** Node id -> what its card shows besides its state. Equal facts stay the same objects. */
export function useFacts(graph: CanvasGraph, facts: StateFacts): ReadonlyMap<string, CardFacts> {
  const [reuse] = useState(() => createReuse<CardFacts>());
  const { stepStates, problems, marks, changes, iterations } = facts;
  return useMemo(() => {
    const list = reuse(factsOf(graph, { stepStates, problems, marks, changes, iterations }));
    return new Map(list.map((one) => [one.id, one]));
  }, [graph, stepStates, problems, marks, changes, iterations, reuse]);
}
