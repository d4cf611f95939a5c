import { type PointerEvent, type RefObject, useMemo, useRef, useLayoutEffect } from 'react';
import type { ConnectorDescription } from '../../lib/contract.ts';
import type { CanvasActs, CanvasSurroundings, Unseen } from './canvas-context.ts';
import type { CanvasEvents } from './canvas-events.ts';
import type { PlacedEdge } from './model/picture.ts';
import { useNodeWords } from './use-node-words.ts';

interface Shown extends Pick<CanvasEvents, 'onAdd' | 'onRetarget' | 'onDisconnect' | 'onIteration'> {
  readonly root: RefObject<HTMLElement | null>;
  readonly connectors: readonly ConnectorDescription[];
  readonly readOnly: boolean;
  readonly unseen: Unseen | undefined;
  readonly fold: (name: string) => void;
  readonly pull: (edge: PlacedEdge, event: PointerEvent<HTMLElement>) => void;
}

/** What all cards share. It stays the same object over edits and over what is selected. */
export function useSurroundings(shown: Shown): CanvasSurroundings {
  const { root, connectors, readOnly, unseen } = shown;
  const words = useNodeWords(connectors);
  const newest = useRef(shown);
  useLayoutEffect(() => {
    newest.current = shown;
  });
  const acts = useMemo<CanvasActs>(
    () => ({
      add: (slot, anchor) => newest.current.onAdd?.(slot, anchor),
      retarget: (slot, anchor) => newest.current.onRetarget?.(slot, undefined, anchor.getBoundingClientRect()),
      disconnect: (slot) => newest.current.onDisconnect?.(slot),
      fold: (name) => newest.current.fold(name),
      showIteration: (map, index) => newest.current.onIteration?.(map, index),
      pull: (edge, event) => newest.current.pull(edge, event),
      hasFocus: () => root.current?.contains(document.activeElement) === true,
      takeFocus: () => root.current?.focus({ preventScroll: true }),
    }),
    [root],
  );
  return useMemo(() => ({ connectors, readOnly, unseen, words, acts }), [connectors, readOnly, unseen, words, acts]);
}
