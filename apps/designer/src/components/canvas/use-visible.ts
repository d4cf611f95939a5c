import { useStore } from '@xyflow/react';
import { useMemo } from 'react';
import type { CanvasItem } from './canvas-events.ts';
import { itemOfEdge, itemOfNode } from './model/items.ts';
import type { Picture } from './model/picture.ts';
import { areaSeen, meets, type Size } from './model/view.ts';

/** Up to this many nodes everything is drawn; above, what is in view and around it. */
const MANY_NODES = 150;

/** The part of a picture that is worth drawing. It changes when the view has moved by a good part of the screen. */
export function useVisible(
  picture: Picture | undefined,
  room: Size | undefined,
  current: CanvasItem | undefined,
): Picture | undefined {
  const isLarge = picture !== undefined && picture.nodes.length > MANY_NODES;
  const area = useStore(({ transform: [x, y, zoom] }) =>
    isLarge && room !== undefined ? JSON.stringify(areaSeen({ x, y, zoom }, room)) : '',
  );
  return useMemo(() => {
    if (picture === undefined || area === '') return picture;
    const seen = JSON.parse(area) as ReturnType<typeof areaSeen>;
    return {
      ...picture,
      nodes: picture.nodes.filter(({ node, rect }) => meets(rect, seen) || itemOfNode(node) === current),
      edges: picture.edges.filter(({ edge, span }) => meets(span, seen) || itemOfEdge(edge) === current),
    };
  }, [picture, area, current]);
}
