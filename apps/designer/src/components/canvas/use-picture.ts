import { useMemo, useState } from 'react';
import type { CanvasGraph } from './model/canvas-graph.ts';
import type { LayoutResult } from './model/layout.ts';
import { type Picture, pictureOf, type PlacedEdge, type PlacedNode } from './model/picture.ts';
import { createReuse } from './model/reuse.ts';

/** A graph where its layout puts it. What stays as it was stays the same object, so that it is not drawn anew. */
export function usePicture(graph: CanvasGraph, layout: LayoutResult | undefined): Picture | undefined {
  const [reuseNodes] = useState(() => createReuse<PlacedNode>());
  const [reuseEdges] = useState(() => createReuse<PlacedEdge>());
  return useMemo(() => {
    if (layout === undefined) return undefined;
    const picture = pictureOf(graph, layout);
    return { ...picture, nodes: reuseNodes(picture.nodes), edges: reuseEdges(picture.edges) };
  }, [graph, layout, reuseNodes, reuseEdges]);
}
