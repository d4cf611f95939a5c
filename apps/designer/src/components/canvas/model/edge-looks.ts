import type { CanvasStepState, CardFacts } from '../canvas-context.ts';
import type { CanvasEdge } from './canvas-graph.ts';
import { isTriggerItem } from './items.ts';

/** What a line says of a run. */
export interface EdgeLook {
  readonly tone: 'plain' | 'failed' | 'taken';
  /** A run is shown, and it went another way. */
  readonly isDimmed: boolean;
  /** How many items went along it. */
  readonly items: number | undefined;
}

const hasFailed = ({ status }: CanvasStepState): boolean => status === 'failed' || status === 'timed_out';

interface Shown {
  readonly facts: ReadonlyMap<string, CardFacts>;
  readonly isRun: boolean;
}

export function edgeLook(edge: CanvasEdge, { facts, isRun }: Shown): EdgeLook {
  const tone = edge.isFailure ? 'failed' : 'plain';
  if (!isRun) return { tone, isDimmed: false, items: undefined };
  if (!wasTaken(edge, facts)) return { tone, isDimmed: true, items: undefined };
  const items = edge.handle === 'in' ? undefined : facts.get(edge.from)?.step?.itemsOut;
  return { tone: edge.isFailure ? 'failed' : 'taken', isDimmed: false, items };
}

/** When both of its ends were visited: that of an error after a failure, any other without one. */
function wasTaken({ from, to, handle, isFailure }: CanvasEdge, facts: Shown['facts']): boolean {
  if (facts.get(to)?.step === undefined) return false;
  if (handle === 'in' || isTriggerItem(from)) return true;
  const source = facts.get(from)?.step;
  return source !== undefined && hasFailed(source) === isFailure;
}
