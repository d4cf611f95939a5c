import { type RefObject, useLayoutEffect, useState } from 'react';
import type { LayoutInput } from './model/layout-input.ts';
import type { Size } from './model/view.ts';

const STEP = 200;
const rounded = (pixels: number): number => Math.max(STEP, Math.floor(pixels / STEP) * STEP);

/** The room that the canvas has. */
interface ViewSize {
  /** What it began with, in coarse steps: a panel that opens must not turn the picture around. */
  readonly view: LayoutInput['view'];
  /** What it has now; nothing before it is known. */
  readonly room: Size | undefined;
}

export function useViewSize(ref: RefObject<HTMLElement | null>): ViewSize {
  const [sizes, setSizes] = useState<{ readonly view: LayoutInput['view']; readonly room: Size }>();
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
  return { view: sizes?.view ?? { width: 1000, height: 600 }, room: sizes?.room };
}
