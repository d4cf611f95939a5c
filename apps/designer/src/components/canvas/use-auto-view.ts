import { useReactFlow } from '@xyflow/react';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { itemOfEdge, nodeIdOf } from './model/items.ts';
import { slide } from './slide.ts';
import type { Picture } from './model/picture.ts';
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

/** Whose view it is: the beginning or all of the picture, which follow its changes, or a person's own, which stays. */
type Mode = 'first' | 'all' | 'own';

interface Shown {
  readonly picture: Picture | undefined;
  /** Changes when the places do. */
  readonly layoutKey: string | undefined;
  readonly room: Size | undefined;
  /** Id of the node or the line that is to be seen. */
  readonly selected: string | undefined;
}

interface AutoView {
  /** Where the canvas begins; nothing before it can be told. */
  readonly start: View | undefined;
  /** From now on the view is a person's own. */
  readonly own: () => void;
  readonly fitAll: () => void;
  /** Shows these nodes and nothing else. */
  readonly fitSome: (ids: readonly string[]) => void;
}

const moveView = (flow: ReturnType<typeof useReactFlow>, view: View): void => void flow.setViewport(view, slide());

/** Keeps the picture in view: all of it or its beginning as long as nobody moves it, then what is selected. */
export function useAutoView({ picture, layoutKey: key, room, selected }: Shown): AutoView {
  const flow = useReactFlow();
  const mode = useRef<Mode>('first');
  const rects = useMemo(() => rectsOf(picture), [picture]);
  const shown = useMemo(() => withOpenEnds(picture, rects), [picture, rects]);
  const drawn = useMemo(() => [...beginningOf(rects), ...rects.values()], [rects]);
  const seen = useRef<ReadonlyMap<string, Rect>>(new Map());
  const direction = picture?.direction ?? 'LR';
  const start = room === undefined || picture === undefined ? undefined : firstView(drawn, room, direction);
  const follow = useEffectEvent(() => {
    const before = seen.current;
    seen.current = rects;
    if (room === undefined || rects.size === 0 || before.size === 0) return;
    if (mode.current === 'first') moveView(flow, firstView(drawn, room, direction));
    if (mode.current === 'all') moveView(flow, viewOfAll(boundsOf(drawn), room));
    if (mode.current === 'own') moveView(flow, viewKept(flow.getViewport(), { before, rects, shown, selected, room }));
  });
  // The words on the cards do not move the picture: its key tells what does.
  useEffect(() => follow(), [key, room]);
  const show = useEffectEvent(() => {
    const rect = selected === undefined ? undefined : shown.get(selected);
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
    fitSome: (ids) => {
      const some = ids.flatMap((id) => rects.get(id) ?? []);
      if (room === undefined || some.length === 0) return;
      mode.current = 'own';
      moveView(flow, viewOfAll(boundsOf(some), room));
    },
  };
}

const WORDS = { width: 168, height: 20 };

/** Nodes, and the words of lines: they are part of the picture. */
function rectsOf(picture: Picture | undefined): ReadonlyMap<string, Rect> {
  if (picture === undefined) return new Map();
  const words = picture.edges.map(({ edge, words: { x, y } }) => {
    return [itemOfEdge(edge), { x: x - WORDS.width / 2, y: y - WORDS.height / 2, ...WORDS }] as const;
  });
  return new Map([...picture.nodes.map(({ id, rect }) => [id, rect] as const), ...words]);
}

/** A step with the + behind it: whoever has just added one goes on there. */
function withOpenEnds(picture: Picture | undefined, rects: ReadonlyMap<string, Rect>): ReadonlyMap<string, Rect> {
  const shown = new Map(rects);
  for (const { node, rect } of picture?.nodes ?? []) {
    if (node.kind !== 'open' || node.slot.kind !== 'next') continue;
    const step = nodeIdOf(node.slot.state);
    const own = rects.get(step);
    if (own !== undefined) shown.set(step, boundsOf([own, rect]));
  }
  return shown;
}

interface Kept {
  readonly before: ReadonlyMap<string, Rect>;
  readonly rects: ReadonlyMap<string, Rect>;
  readonly shown: ReadonlyMap<string, Rect>;
  readonly selected: string | undefined;
  readonly room: Size;
}

/** The selected step stays where it is on the screen, if there is room for it. */
function viewKept(view: View, { before, rects, shown, selected, room }: Kept): View {
  const old = selected === undefined ? undefined : before.get(selected);
  const now = selected === undefined ? undefined : rects.get(selected);
  if (now === undefined) return view;
  const whole = (selected === undefined ? undefined : shown.get(selected)) ?? now;
  return viewWith(whole, old === undefined ? view : viewAnchored(old, now, view), room);
}

/** Where a picture begins: at all of its triggers, which may stand far apart. */
function beginningOf(rects: ReadonlyMap<string, Rect>): readonly Rect[] {
  const triggers = [...rects].flatMap(([id, rect]) => (id.startsWith('trigger:') ? [rect] : []));
  return triggers.length === 0 ? [] : [boundsOf(triggers)];
}
