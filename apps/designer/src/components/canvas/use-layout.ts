import { useEffect, useMemo, useRef, useState } from 'react';
import { keepLayout, readKeptLayout } from './kept-layouts.ts';
import { type Layout, layOutWithin } from './layout-worker.ts';
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

/** Places of a graph's nodes; computed anew only when its structure changes. */
export function useLayout(
  graph: CanvasGraph,
  direction: DirectionChoice,
  view: LayoutInput['view'],
): KeyedLayout | undefined {
  const key = useMemo(() => JSON.stringify(layoutInputOf(graph, { direction, view })), [graph, direction, view]);
  const [layout, setLayout] = useState<KeyedLayout>();
  const wanted = useRef(key);
  const isLarge = graph.nodes.length >= KEPT_FROM_NODES;
  useEffect(() => {
    wanted.current = key;
    void findLayout(key, isLarge).then((found) => {
      if (wanted.current === key) setLayout({ ...found, key });
    });
  }, [key, isLarge]);
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
