import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useCanvas } from './canvas-context.ts';

/** The focus goes along with the selection while it is on the canvas, and falls back to the canvas when its place goes. */
export function useRovingFocus<Kind extends HTMLElement>(isCurrent: boolean): RefObject<Kind | null> {
  const ref = useRef<Kind>(null);
  const { acts } = useCanvas();
  useEffect(() => {
    const element = ref.current;
    if (!isCurrent || element === null || !acts.hasFocus()) return;
    if (!element.contains(document.activeElement)) element.focus({ preventScroll: true });
  }, [isCurrent, acts]);
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (element !== null && element === document.activeElement) acts.takeFocus();
    };
  }, [acts]);
  return ref;
}
