import { useOnViewportChange, useReactFlow } from '@xyflow/react';
import { type ReactElement, useEffect, useEffectEvent, useRef } from 'react';
import { followedView, type PictureView } from './model/linked-view.ts';

interface Move {
  readonly before: PictureView;
  readonly after: PictureView;
}
type Follow = (move: Move) => void;

/** Pictures that move together. */
export class LinkedViews {
  private readonly members = new Set<Follow>();

  /** Returns how to leave. */
  join(follow: Follow): () => void {
    this.members.add(follow);
    return () => this.members.delete(follow);
  }

  tell(by: Follow, move: Move): void {
    for (const follow of this.members) if (follow !== by) follow(move);
  }
}

/** How long after a person's last act a move is still theirs: as long as pictures slide. */
const ACT_MS = 400;

/** Inside of a canvas: moves the linked pictures when a person moves this one. What a canvas does by itself moves none. */
export function LinkedView({ views }: { readonly views: LinkedViews }): ReactElement {
  const flow = useReactFlow();
  const place = useRef<HTMLSpanElement>(null);
  const actedAtMs = useRef(-Infinity);
  const shown = useRef<PictureView>(undefined);
  const follow = useRef<Follow>((move) => {
    const next = followedView(flow.getViewport(), move);
    shown.current = next;
    void flow.setViewport({ ...next });
  });
  useEffect(() => views.join(follow.current), [views]);
  const moved = (after: PictureView): void => {
    const before = shown.current;
    shown.current = after;
    const isActedOn = performance.now() - actedAtMs.current < ACT_MS;
    if (before !== undefined && isActedOn && !isEqual(before, after)) views.tell(follow.current, { before, after });
  };
  // A single turn of the wheel is a start and an end, with nothing between them.
  useOnViewportChange({ onStart: moved, onChange: moved, onEnd: moved });
  useActs(place, () => {
    actedAtMs.current = performance.now();
    shown.current ??= flow.getViewport();
  });
  return <span ref={place} />;
}

const isEqual = (one: PictureView, other: PictureView): boolean =>
  one.x === other.x && one.y === other.y && one.zoom === other.zoom;

/** Hears when a person is about to move the picture: by wheel, keys, the toolbar or a drag. */
function useActs(place: { readonly current: HTMLElement | null }, onAct: () => void): void {
  const act = useEffectEvent(onAct);
  useEffect(() => {
    const canvas = place.current?.closest('[role="application"]');
    if (canvas === null || canvas === undefined) return undefined;
    const always = (): void => act();
    const onTool = ({ target }: Event): void => {
      if (target instanceof Element && target.closest('[role="toolbar"]') !== null) act();
    };
    const onDrag = (event: Event): void => {
      if (event instanceof PointerEvent && event.buttons !== 0) act();
    };
    const heard = [
      ['wheel', always],
      ['keydown', always],
      ['click', onTool],
      ['pointermove', onDrag],
    ] as const;
    for (const [name, hear] of heard) canvas.addEventListener(name, hear, { capture: true, passive: true });
    return () => {
      for (const [name, hear] of heard) canvas.removeEventListener(name, hear, { capture: true });
    };
  }, [place]);
}
