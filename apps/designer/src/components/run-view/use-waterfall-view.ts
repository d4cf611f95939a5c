import { type KeyboardEvent, useState } from 'react';
import { areSingleKeysOn } from '../../lib/single-keys.ts';
import { EVERY_ROW, type RowChoice } from './model/narrow-rows.ts';
import { moved, type TimeWindow, WHOLE, zoomed } from './model/time-window.ts';

/** A key moves the window by this part of it. */
const MOVE_BY = 0.25;

/** Which rows and which time of a waterfall are looked at. */
export interface WaterfallView {
  readonly choice: RowChoice;
  readonly choose: (part: Partial<RowChoice>) => void;
  readonly window: TimeWindow;
  readonly look: (window: TimeWindow) => void;
  /** Whether a key was one of its own. */
  readonly press: (event: KeyboardEvent) => boolean;
}

export function useWaterfallView(): WaterfallView {
  const [choice, setChoice] = useState(EVERY_ROW);
  const [window, look] = useState(WHOLE);
  const choose = (part: Partial<RowChoice>): void => setChoice({ ...choice, ...part });
  const pressSingle = (key: string): boolean => {
    if (/^\d$/.test(key)) choose({ depth: Number(key) });
    else if (key === 'e') choose({ failedOnly: !choice.failedOnly });
    else if (key === '+' || key === '-') look(zoomed(window, key === '+'));
    else return false;
    return true;
  };
  const press = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      look(moved(window, event.key === 'ArrowLeft' ? -MOVE_BY : MOVE_BY));
      return true;
    }
    return areSingleKeysOn() && pressSingle(event.key);
  };
  return { choice, choose, window, look, press };
}
