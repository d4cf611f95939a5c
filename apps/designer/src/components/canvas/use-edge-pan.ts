import { useReactFlow } from '@xyflow/react';
import type { RefObject } from 'react';
import { edgePan } from './model/edge-pan.ts';
import type { Picture } from './model/picture.ts';
import { boundsOf } from './model/view.ts';

interface Shown {
  readonly root: RefObject<HTMLElement | null>;
  readonly picture: Picture | undefined;
  /** Hears that a person moves the picture. */
  readonly own: () => void;
}

/** Where the pointer is while it drags something. */
type Dragging = Pick<MouseEvent, 'clientX' | 'clientY'>;

/** Brings what lies beyond the edge into view while something is dragged there. */
export function useEdgePan({ root, picture, own }: Shown): (dragging: Dragging) => void {
  const flow = useReactFlow();
  return ({ clientX, clientY }) => {
    if (root.current === null || picture === undefined) return;
    const { left, top, width, height } = root.current.getBoundingClientRect();
    const view = flow.getViewport();
    const { x, y, ...size } = boundsOf(picture.nodes.map(({ rect }) => rect));
    const drawn = {
      ...{ x: x * view.zoom + view.x, y: y * view.zoom + view.y },
      ...{ width: size.width * view.zoom, height: size.height * view.zoom },
    };
    const shift = edgePan({ at: { x: clientX - left, y: clientY - top }, room: { width, height }, drawn });
    if (shift.x === 0 && shift.y === 0) return;
    own();
    void flow.setViewport({ ...view, x: view.x + shift.x, y: view.y + shift.y });
  };
}
