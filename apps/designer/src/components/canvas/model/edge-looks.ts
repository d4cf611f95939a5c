import type { CanvasStepState, CardFacts } from '../canvas-context.ts';
import { type CanvasEdge, stateNodeId } from './canvas-graph.ts';
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
  return { tone: edge.isFailure ? 'failed' : 'taken', isDimmed: false, items: itemsAlong(edge, facts) };
}

/** Into a loop all of its items go, and inside of it as many as took this way; elsewhere those of a list that was handed on. */
function itemsAlong({ from, to, handle }: CanvasEdge, facts: Shown['facts']): number | undefined {
  const { step, iterations } = facts.get(from) ?? {};
  if (handle === 'in') return iterations?.index === undefined ? iterations?.count : undefined;
  if (step?.went === undefined) return step?.itemsOut;
  return step.visits > 1 ? step.went[nameOfNode(to)] : undefined;
}

const nameOfNode = (id: string): string => id.slice(stateNodeId('').length);

/** When both of its ends were visited: that of an error after a failure, any other without one. */
function wasTaken({ from, to, handle, isFailure }: CanvasEdge, facts: Shown['facts']): boolean {
  if (facts.get(to)?.step === undefined) return false;
  if (handle === 'in' || isTriggerItem(from)) return true;
  const source = facts.get(from)?.step;
  if (source?.went !== undefined && source.visits > 1) return (source.went[nameOfNode(to)] ?? 0) > 0;
  return source !== undefined && hasFailed(source) === isFailure;
}
