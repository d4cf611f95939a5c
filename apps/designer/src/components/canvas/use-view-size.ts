import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { LayoutInput } from './model/layout.ts';

const STEP = 200;
const rounded = (pixels: number): number => Math.max(STEP, Math.floor(pixels / STEP) * STEP);

/** The room that the canvas has, in coarse steps: a panel that opens must not turn the picture around. */
export function useViewSize(): { readonly ref: RefObject<HTMLDivElement | null>; readonly view: LayoutInput['view'] } {
  const ref = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<LayoutInput['view']>({ width: 1000, height: 600 });
  useLayoutEffect(() => {
    const { clientWidth = 0, clientHeight = 0 } = ref.current ?? {};
    if (clientWidth > 0) setView({ width: rounded(clientWidth), height: rounded(clientHeight) });
  }, []);
  return { ref, view };
}
