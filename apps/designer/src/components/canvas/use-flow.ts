import { useMemo } from 'react';
import type { CanvasStepState } from './canvas-context.ts';
import { type FlowEdge, type FlowNode, type NodeWords, toFlowEdges, toFlowNodes } from './flow.ts';
import type { CanvasGraph } from './model/canvas-graph.ts';
import type { LayoutResult } from './model/layout.ts';

interface Shown {
  readonly selected: string | undefined;
  readonly stepStates: Readonly<Record<string, CanvasStepState>> | undefined;
  readonly words: NodeWords;
}

/** A graph as the canvas library draws it; nothing until its places are known. */
export function useFlow(
  graph: CanvasGraph,
  layout: LayoutResult | undefined,
  { selected, stepStates, words }: Shown,
): { readonly nodes: FlowNode[]; readonly edges: FlowEdge[] } {
  const nodes = useMemo(
    () => (layout === undefined ? [] : toFlowNodes(graph, { ...layout, selected, words })),
    [graph, layout, selected, words],
  );
  const edges = useMemo(
    () => (layout === undefined ? [] : toFlowEdges(graph, { stepStates, direction: layout.direction, words })),
    [graph, layout, stepStates, words],
  );
  return { nodes, edges };
}
