import { useReactFlow } from '@xyflow/react';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import type { CanvasGraph } from './model/canvas-graph.ts';
import type { LayoutResult } from './model/layout.ts';
import {
  boundsOf,
  firstView,
  type Rect,
  type Size,
  type View,
  viewAnchored,
  viewOfAll,
  viewWith,
} from './model/view.ts';

const SLIDE_MS = 180;

/** Whose view it is: the beginning or all of the picture, which follow its changes, or a person's own, which stays. */
type Mode = 'first' | 'all' | 'own';

interface Shown {
  readonly graph: CanvasGraph;
  readonly layout: (LayoutResult & { readonly key: string }) | undefined;
  readonly room: Size | undefined;
  readonly selected: string | undefined;
}

interface AutoView {
  /** Where the canvas begins; nothing before it can be told. */
  readonly start: View | undefined;
  /** From now on the view is a person's own. */
  readonly own: () => void;
  readonly fitAll: () => void;
}

const moveView = (flow: ReturnType<typeof useReactFlow>, view: View): void =>
  void flow.setViewport(view, { duration: SLIDE_MS });

/** Keeps the picture in view: all of it or its beginning as long as nobody moves it, then what is selected. */
export function useAutoView({ graph, layout, room, selected }: Shown): AutoView {
  const flow = useReactFlow();
  const mode = useRef<Mode>('first');
  const rects = useMemo(() => rectsOf(graph, layout), [graph, layout]);
  const drawn = useMemo(() => [...beginningOf(rects), ...rects.values(), ...laneRects(layout)], [rects, layout]);
  const seen = useRef<ReadonlyMap<string, Rect>>(new Map());
  const key = layout?.key;
  const direction = layout?.direction ?? 'LR';
  const start = room === undefined || layout === undefined ? undefined : firstView(drawn, room, direction);
  const follow = useEffectEvent(() => {
    const before = seen.current;
    seen.current = rects;
    if (room === undefined || rects.size === 0 || before.size === 0) return;
    if (mode.current === 'first') moveView(flow, firstView(drawn, room, direction));
    if (mode.current === 'all') moveView(flow, viewOfAll(boundsOf(drawn), room));
    if (mode.current === 'own') moveView(flow, viewKept(flow.getViewport(), { before, rects, selected, room }));
  });
  // The words on the cards do not move the picture: its key tells what does.
  useEffect(() => follow(), [key, room]);
  const show = useEffectEvent(() => {
    const rect = selected === undefined ? undefined : rects.get(selected);
    if (rect === undefined || room === undefined) return;
    const view = flow.getViewport();
    const next = viewWith(rect, view, room);
    if (next === view) return;
    mode.current = 'own';
    moveView(flow, next);
  });
  useEffect(() => show(), [selected]);
  return {
    start,
    own: () => {
      mode.current = 'own';
    },
    fitAll: () => {
      mode.current = 'all';
      if (room !== undefined) moveView(flow, viewOfAll(boundsOf(drawn), room));
    },
  };
}

function rectsOf({ nodes }: CanvasGraph, layout: LayoutResult | undefined): ReadonlyMap<string, Rect> {
  return new Map(
    nodes.flatMap(({ id, width, height }) => {
      const place = layout?.positions[id];
      return place === undefined ? [] : [[id, { ...place, width, height }] as const];
    }),
  );
}

/** Lines past the cards are part of the picture, with the words that stand on them. */
function laneRects(layout: LayoutResult | undefined): readonly Rect[] {
  const words = { width: 168, height: 20 };
  return Object.values(layout?.lanes ?? {})
    .flat()
    .map(({ x, y }) => ({ x: x - words.width / 2, y: y - words.height / 2, ...words }));
}

interface Kept {
  readonly before: ReadonlyMap<string, Rect>;
  readonly rects: ReadonlyMap<string, Rect>;
  readonly selected: string | undefined;
  readonly room: Size;
}

/** The selected step stays where it is on the screen, if there is room for it. */
function viewKept(view: View, { before, rects, selected, room }: Kept): View {
  const old = selected === undefined ? undefined : before.get(selected);
  const now = selected === undefined ? undefined : rects.get(selected);
  if (now === undefined) return view;
  return viewWith(now, old === undefined ? view : viewAnchored(old, now, view), room);
}

/** Where a picture begins: at all of its triggers, which may stand far apart. */
function beginningOf(rects: ReadonlyMap<string, Rect>): readonly Rect[] {
  const triggers = [...rects].flatMap(([id, rect]) => (id.startsWith('trigger:') ? [rect] : []));
  return triggers.length === 0 ? [] : [boundsOf(triggers)];
}
