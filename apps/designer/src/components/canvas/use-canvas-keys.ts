import { useReactFlow } from '@xyflow/react';
import type { KeyboardEvent } from 'react';
import { areSingleKeysOn } from '../../lib/single-keys.ts';
import { slide } from './slide.ts';

interface Acts {
  /** Draws the other way around. */
  readonly turn: () => void;
  readonly fitAll: () => void;
  readonly fitSelection: () => void;
  /** Shows or hides what is inside of the selected box. */
  readonly fold: () => void;
  /** Hears that a person moves the picture. */
  readonly own: () => void;
}

/** The keys of the picture itself, all of one character. Tells whether one was pressed. */
export function useCanvasKeys({ turn, fitAll, fitSelection, fold, own }: Acts): (event: KeyboardEvent) => boolean {
  const flow = useReactFlow();
  const zooming = (zoom: () => unknown) => () => {
    own();
    zoom();
  };
  const acts = new Map<string, () => void>([
    ['+', zooming(() => flow.zoomIn())],
    ['=', zooming(() => flow.zoomIn())],
    ['-', zooming(() => flow.zoomOut())],
    ['0', zooming(() => flow.zoomTo(1, slide()))],
    ['1', fitAll],
    ['2', fitSelection],
    ['l', turn],
    ['e', fold],
  ]);
  return (event) => {
    const act = isPlain(event) && areSingleKeysOn() ? acts.get(event.key) : undefined;
    act?.();
    return act !== undefined;
  };
}

/** Whether a key is pressed alone; Shift only makes another character of it. */
const isPlain = ({ altKey, ctrlKey, metaKey }: KeyboardEvent): boolean => !altKey && !ctrlKey && !metaKey;
