import { type RefObject, useMemo } from 'react';
import type { CardFacts } from './canvas-context.ts';
import { type CanvasItem, NOTHING_SELECTED } from './canvas-events.ts';
import type { Layout } from './layout-worker.ts';
import type { CanvasGraph } from './model/canvas-graph.ts';
import type { DirectionChoice } from './model/layout-input.ts';
import type { Picture } from './model/picture.ts';
import type { Size } from './model/view.ts';
import { useFacts } from './use-facts.ts';
import { useFolded } from './use-folded.ts';
import { useGraph } from './use-graph.ts';
import { useLayout } from './use-layout.ts';
import { usePicture } from './use-picture.ts';
import { useViewSize } from './use-view-size.ts';
import type { CanvasProps } from './workflow-canvas.tsx';

/** A document as a picture in a room. */
export interface Drawing {
  readonly room: Size | undefined;
  readonly graph: CanvasGraph;
  readonly layout: (Layout & { readonly key: string }) | undefined;
  readonly picture: Picture | undefined;
  readonly facts: ReadonlyMap<string, CardFacts>;
  readonly fold: (name: string) => void;
  readonly collapsed: ReadonlySet<string>;
  readonly current: CanvasItem | undefined;
  readonly selected: ReadonlySet<CanvasItem>;
}

const NONE = {};

interface Place {
  readonly root: RefObject<HTMLElement | null>;
  readonly direction: DirectionChoice;
}

export function useDrawing(props: CanvasProps, { root, direction }: Place): Drawing {
  const { document, readOnly, stepStates, selection = NOTHING_SELECTED } = props;
  const { current, items } = selection;
  const { view, room } = useViewSize(root);
  const { collapsed, fold } = useFolded(document, current);
  const graph = useGraph(document, { withFooter: stepStates !== undefined, withOpenEnds: !readOnly, collapsed });
  const layout = useLayout(graph, direction, view);
  const picture = usePicture(graph, layout);
  const { problems = NONE, marks = NONE, changes = NONE, iterations = NONE } = props;
  const facts = useFacts(graph, { stepStates, problems, marks, changes, iterations });
  // Owners often make a new list of the same items.
  const itemsKey = JSON.stringify(items);
  const selected = useMemo(() => new Set(JSON.parse(itemsKey) as readonly CanvasItem[]), [itemsKey]);
  return { room, graph, layout, picture, facts, fold, collapsed, current, selected };
}
