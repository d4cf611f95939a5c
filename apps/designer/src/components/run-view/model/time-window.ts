// Which part of a run's time is looked at.

/** Parts of the whole axis: 0 to 1. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}
export const WHOLE: TimeWindow = { from: 0, to: 1 };
/** Ten times as large as the whole. */
const LEAST_WIDTH = 0.1;
const ZOOM_FACTOR = 1.6;

const widthOf = ({ from, to }: TimeWindow): number => to - from;
export const isWhole = (window: TimeWindow): boolean => widthOf(window) >= 1;

/** A window of a width around a place, as far as there is time. */
function around(center: number, wanted: number): TimeWindow {
  const width = Math.min(1, Math.max(LEAST_WIDTH, wanted));
  const from = Math.min(1 - width, Math.max(0, center - width / 2));
  return { from, to: from + width };
}

/** Nearer, or further away. */
export function zoomed(window: TimeWindow, isNearer: boolean): TimeWindow {
  const width = widthOf(window) * (isNearer ? 1 / ZOOM_FACTOR : ZOOM_FACTOR);
  return around((window.from + window.to) / 2, width);
}

/** Earlier or later by a part of what is seen. */
export function moved(window: TimeWindow, by: number): TimeWindow {
  const width = widthOf(window);
  return around((window.from + window.to) / 2 + by * width, width);
}

/** What lies between two places of what is seen, each 0 to 1. */
export function selected(window: TimeWindow, [one, other]: readonly [number, number]): TimeWindow {
  const place = (share: number): number => window.from + Math.min(1, Math.max(0, share)) * widthOf(window);
  const [from, to] = [place(Math.min(one, other)), place(Math.max(one, other))];
  return around((from + to) / 2, to - from);
}
