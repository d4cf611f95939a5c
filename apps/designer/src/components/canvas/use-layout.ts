import { useLayoutEffect, useRef, useState } from 'react';
import { afterPaint } from '../../hooks/use-after-paint.ts';
import { keepLayout, openKeptLayouts, readKeptLayout } from './kept-layouts.ts';
import { type Layout, layOutWithin, startLayoutWorker } from './layout-worker.ts';
import type { CanvasGraph } from './model/canvas-graph.ts';
import { type DirectionChoice, type LayoutInput, layoutInputOf } from './model/layout-input.ts';
import { textHash } from './model/text-hash.ts';

/** Another one whenever layouts come out differently. */
const LAYOUT_VERSION = 1;
/** What takes a moment to lay out is worth keeping. */
const KEPT_FROM_NODES = 30;

interface KeyedLayout extends Layout {
  /** What it was computed from. */
  readonly key: string;
}

/** Begins what the first layout waits for; for a page that knows that it will draw one. */
export function prepareLayouts(): void {
  startLayoutWorker();
  openKeptLayouts();
}

/** Places of a graph's nodes in a view, once that is known; computed anew only when its structure changes. */
export function useLayout(
  graph: CanvasGraph,
  direction: DirectionChoice,
  view: LayoutInput['view'] | undefined,
): KeyedLayout | undefined {
  const [layout, setLayout] = useState<KeyedLayout>();
  const wanted = useRef('');
  useLayoutEffect(() => {
    if (view === undefined) return undefined;
    const find = (): void => {
      const key = JSON.stringify(layoutInputOf(graph, { direction, view }));
      if (wanted.current === key) return;
      wanted.current = key;
      void findLayout(key, graph.nodes.length >= KEPT_FROM_NODES).then((found) => {
        if (wanted.current === key) setLayout({ ...found, key });
      });
    };
    // To read all that it needs takes longer than a frame has: what was added to a picture is seen before.
    if (wanted.current !== '') return afterPaint(find);
    find();
    return undefined;
  }, [graph, direction, view]);
  return layout;
}

async function findLayout(key: string, isKept: boolean): Promise<Layout> {
  const hash = `${LAYOUT_VERSION}-${textHash(key)}`;
  const kept = isKept ? await readKeptLayout(hash) : undefined;
  if (kept !== undefined) return { ...kept, isSimplified: false };
  const { isSimplified, ...found } = await layOutWithin(JSON.parse(key) as LayoutInput);
  if (isKept && !isSimplified) void keepLayout(hash, found);
  return { ...found, isSimplified };
}
