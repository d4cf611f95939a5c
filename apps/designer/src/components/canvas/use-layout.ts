import { useEffect, useMemo, useRef, useState } from 'react';
import type { LayoutAnswer, LayoutRequest } from '../../workers/layout.worker.ts';
import type { CanvasGraph } from './model/canvas-graph.ts';
import {
  type DirectionChoice,
  layOutInColumns,
  layoutInputOf,
  type LayoutInput,
  type LayoutResult,
} from './model/layout.ts';

const DEADLINE_MS = 3000;

interface Layout extends LayoutResult {
  /** The worker did not end in time, so columns stand in. */
  readonly isSimplified: boolean;
}

let worker: Worker | undefined;
let lastId = 0;

function startWorker(): Worker {
  worker ??= new Worker(new URL('../../workers/layout.worker.ts', import.meta.url), { type: 'module' });
  return worker;
}

/** Asks the worker; past the deadline it is ended and columns take over. */
function layOutWithin(input: LayoutInput): Promise<Layout> {
  if (typeof Worker === 'undefined') return Promise.resolve({ ...layOutInColumns(input), isSimplified: true });
  const target = startWorker();
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    const end = (layout: Layout): void => {
      clearTimeout(timer);
      target.removeEventListener('message', hear);
      resolve(layout);
    };
    const giveUp = (): void => {
      target.terminate();
      if (worker === target) worker = undefined;
      end({ ...layOutInColumns(input), isSimplified: true });
    };
    const timer = setTimeout(giveUp, DEADLINE_MS);
    const hear = ({ data }: MessageEvent<LayoutAnswer>): void => {
      if (data.id === id) end({ ...data.result, isSimplified: false });
    };
    target.addEventListener('message', hear);
    target.addEventListener('error', giveUp, { once: true });
    target.postMessage({ id, input } satisfies LayoutRequest);
  });
}

/** Positions of a graph's nodes; computed anew only when its structure changes. */
export function useLayout(
  graph: CanvasGraph,
  direction: DirectionChoice,
  view: LayoutInput['view'],
): (Layout & { readonly key: string }) | undefined {
  const key = useMemo(() => JSON.stringify(layoutInputOf(graph, { direction, view })), [graph, direction, view]);
  const [layout, setLayout] = useState<Layout & { readonly key: string }>();
  const wanted = useRef(key);
  useEffect(() => {
    wanted.current = key;
    void layOutWithin(JSON.parse(key) as LayoutInput).then((found) => {
      if (wanted.current === key) setLayout({ ...found, key });
    });
  }, [key]);
  return layout;
}
