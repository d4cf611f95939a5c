import type { WorkflowDocument } from '@millrace/machine';
import { useMemo, useState } from 'react';
import type { CanvasStepState } from './canvas-context.ts';
import { type FlowEdge, type FlowNode, type NodeWords, toFlowEdges, toFlowNodes } from './flow.ts';
import { type CanvasEdge, type CanvasGraph, type CanvasNode, readCanvasGraph } from './model/canvas-graph.ts';
import type { LayoutResult } from './model/layout.ts';
import { createReuse } from './model/reuse.ts';

interface Drawing {
  readonly withFooter: boolean;
  readonly withOpenEnds: boolean;
}

/** What is drawn of a document. Nodes and edges that an edit left alone stay the same objects. */
export function useGraph(document: WorkflowDocument, { withFooter, withOpenEnds }: Drawing): CanvasGraph {
  const [reuseNodes] = useState(() => createReuse<CanvasNode>());
  const [reuseEdges] = useState(() => createReuse<CanvasEdge>());
  return useMemo(() => {
    const graph = readCanvasGraph(document, { withFooter, withOpenEnds });
    return { nodes: reuseNodes(graph.nodes), edges: reuseEdges(graph.edges) };
  }, [document, withFooter, withOpenEnds, reuseNodes, reuseEdges]);
}

interface Shown {
  readonly selected: string | undefined;
  readonly stepStates: Readonly<Record<string, CanvasStepState>> | undefined;
  readonly words: NodeWords;
}

/** A graph as the canvas library draws it; nothing until its places are known. */
export function useFlow(
  { nodes: cards, edges: lines }: CanvasGraph,
  layout: LayoutResult | undefined,
  { selected, stepStates, words }: Shown,
): { readonly nodes: FlowNode[]; readonly edges: FlowEdge[] } {
  const [reuseNodes] = useState(() => createReuse<FlowNode>());
  const [reuseEdges] = useState(() => createReuse<FlowEdge>());
  const graph = useMemo(() => ({ nodes: cards, edges: lines }), [cards, lines]);
  const nodes = useMemo(
    () => (layout === undefined ? [] : reuseNodes(toFlowNodes(graph, { ...layout, selected, words }))),
    [graph, layout, selected, words, reuseNodes],
  );
  const edges = useMemo(
    () => (layout === undefined ? [] : reuseEdges(toFlowEdges(graph, { ...layout, stepStates, words }))),
    [graph, layout, stepStates, words, reuseEdges],
  );
  // The library's types know no readonly lists; it changes none.
  return { nodes: nodes as FlowNode[], edges: edges as FlowEdge[] };
}
