import { useReactFlow } from '@xyflow/react';
import type { KeyboardEvent } from 'react';

interface Acts {
  /** Draws the other way around. */
  readonly turn: () => void;
}

/** The room that is left around a picture that is fitted. */
export const FIT = { padding: 0.16, maxZoom: 1, minZoom: 0.4 } as const;
const SLIDE_MS = 180;

/** The keys of the picture itself. Tells whether one was pressed. */
export function useCanvasKeys({ turn }: Acts): (event: KeyboardEvent) => boolean {
  const flow = useReactFlow();
  const acts: Readonly<Record<string, () => unknown>> = {
    '+': () => flow.zoomIn(),
    '=': () => flow.zoomIn(),
    '-': () => flow.zoomOut(),
    '0': () => flow.zoomTo(1, { duration: SLIDE_MS }),
    '1': () => flow.fitView({ ...FIT, duration: SLIDE_MS }),
    l: turn,
  };
  return (event) => {
    const act = isPlain(event) ? acts[event.key] : undefined;
    act?.();
    return act !== undefined;
  };
}

/** Whether a key is pressed alone; Shift only makes another character of it. */
export const isPlain = ({ altKey, ctrlKey, metaKey }: KeyboardEvent): boolean => !altKey && !ctrlKey && !metaKey;
