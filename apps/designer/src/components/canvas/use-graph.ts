import type { WorkflowDocument } from '@millrace/machine';
import { useMemo, useState } from 'react';
import { type CanvasEdge, type CanvasGraph, type CanvasNode, readCanvasGraph } from './model/canvas-graph.ts';
import { createReuse } from './model/reuse.ts';

interface Drawing {
  readonly withFooter: boolean;
  readonly withOpenEnds: boolean;
  readonly collapsed: ReadonlySet<string>;
}

/** What is drawn of a document. Nodes and edges that an edit left alone stay the same objects. */
export function useGraph(document: WorkflowDocument, { withFooter, withOpenEnds, collapsed }: Drawing): CanvasGraph {
  const [reuseNodes] = useState(() => createReuse<CanvasNode>());
  const [reuseEdges] = useState(() => createReuse<CanvasEdge>());
  return useMemo(() => {
    const graph = readCanvasGraph(document, { withFooter, withOpenEnds, collapsed });
    return { nodes: reuseNodes(graph.nodes), edges: reuseEdges(graph.edges) };
  }, [document, withFooter, withOpenEnds, collapsed, reuseNodes, reuseEdges]);
}
