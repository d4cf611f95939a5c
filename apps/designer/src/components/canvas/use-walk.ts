import type { WorkflowDocument } from '@millrace/machine';
import { type KeyboardEvent, useRef } from 'react';
import { type CanvasItem, type CanvasSelection, selectOnly } from './canvas-events.ts';
import type { CanvasGraph } from './model/canvas-graph.ts';
import { neighbour, neighbourStep } from './model/graph-walk.ts';
import { isStateItem } from './model/items.ts';
import { selectAll, selectStates } from './model/selection.ts';

interface Shown {
  readonly document: WorkflowDocument;
  readonly graph: CanvasGraph;
  readonly selection: CanvasSelection;
  readonly onSelect: ((selection: CanvasSelection) => void) | undefined;
}

/** Arrows walk, with Shift they extend the selection; Mod+A selects all. Tells whether a key did any of it. */
export function useWalk({ document, graph, selection, onSelect }: Shown): (event: KeyboardEvent) => boolean {
  const before = useRef<CanvasItem>(undefined);
  const { current } = selection;
  const walk = ({ key }: KeyboardEvent): boolean => {
    const next = neighbour(graph, { ...(current === undefined ? {} : { item: current }), before: before.current }, key);
    if (next === undefined) return false;
    before.current = current;
    onSelect?.(selectOnly(next));
    return true;
  };
  const extend = ({ key }: KeyboardEvent): boolean => {
    if (current === undefined || !isStateItem(current) || !key.startsWith('Arrow')) return false;
    const next = neighbourStep(graph, current, key);
    if (next !== undefined) onSelect?.(selectStates(document, [...selection.items, next], next));
    return true;
  };
  return (event) => {
    const isMod = event.metaKey || event.ctrlKey;
    if (isMod && !event.altKey && !event.shiftKey && event.key === 'a') {
      onSelect?.(selectAll(document, current));
      return true;
    }
    if (isMod || event.altKey) return false;
    return event.shiftKey ? extend(event) : walk(event);
  };
}
