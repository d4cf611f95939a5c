import type { CanvasStepState, CardFacts, MapIterations } from '../canvas-context.ts';
import type { CardChange, CardMark } from '../canvas-events.ts';
import type { CanvasGraph } from './canvas-graph.ts';

type ByState<Value> = Readonly<Record<string, Value>>;

/** All that the owner of a canvas knows of states. */
export interface StateFacts {
  readonly stepStates: ByState<CanvasStepState> | undefined;
  readonly problems: ByState<number>;
  readonly marks: ByState<readonly CardMark[]>;
  readonly changes: ByState<CardChange>;
  readonly iterations: ByState<MapIterations>;
}

const NO_MARKS: readonly CardMark[] = [];

/** The facts of each card, so that a card is drawn anew when its own change. */
export function factsOf(graph: CanvasGraph, facts: StateFacts): readonly CardFacts[] {
  const { stepStates = {}, problems, marks, changes, iterations } = facts;
  const of = <Value>(values: ByState<Value>, name: string): Value | undefined =>
    Object.hasOwn(values, name) ? values[name] : undefined;
  return graph.nodes.flatMap((node) =>
    node.kind !== 'state'
      ? []
      : [
          {
            id: node.id,
            step: of(stepStates, node.name),
            problems: of(problems, node.name) ?? 0,
            marks: of(marks, node.name) ?? NO_MARKS,
            change: of(changes, node.name),
            iterations: of(iterations, node.name),
          },
        ],
  );
}
