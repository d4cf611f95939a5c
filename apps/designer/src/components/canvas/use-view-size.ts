import { type RefObject, useLayoutEffect, useState } from 'react';
import type { LayoutInput } from './model/layout-input.ts';
import type { Size } from './model/view.ts';

const STEP = 200;
const rounded = (pixels: number): number => Math.max(STEP, Math.floor(pixels / STEP) * STEP);

/** The room that the canvas has. */
interface ViewSize {
  /** What it began with, in coarse steps: a panel that opens must not turn the picture around. */
  readonly view: LayoutInput['view'];
  /** What it has now. */
  readonly room: Size;
}

/** Nothing before it is measured. */
export function useViewSize(ref: RefObject<HTMLElement | null>): Partial<ViewSize> {
  const [sizes, setSizes] = useState<ViewSize>();
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const room = { width: element.clientWidth, height: element.clientHeight };
      setSizes((before) => ({
        view: before?.view ?? { width: rounded(room.width), height: rounded(room.height) },
        room: before?.room.width === room.width && before.room.height === room.height ? before.room : room,
      }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return sizes ?? NOTHING_MEASURED;
}

const NOTHING_MEASURED: Partial<ViewSize> = {};
