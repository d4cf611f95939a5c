import { type CanvasItem, edgeItem } from '../canvas-events.ts';
import type { CanvasEdge, CanvasNode } from './canvas-graph.ts';
import { stateNodeId } from './canvas-graph.ts';
import { slotId } from './slot.ts';

/** What a node is called when it is selected; the end of a way is the way. */
export function itemOfNode(node: CanvasNode): CanvasItem {
  if (node.kind === 'state') return node.name;
  return node.kind === 'trigger' ? node.id : edgeItem(slotId(node.slot));
}

export const itemOfEdge = ({ slot }: Pick<CanvasEdge, 'slot'>): CanvasItem => edgeItem(slotId(slot));

export const isEdgeItem = (item: CanvasItem): boolean => item.startsWith('edge:');
export const isTriggerItem = (item: CanvasItem): boolean => item.startsWith('trigger:');
export const isStateItem = (item: CanvasItem): boolean => !isEdgeItem(item) && !isTriggerItem(item);

/** The node that shows an item: of a way, its open end. */
export function nodeIdOf(item: CanvasItem): string {
  if (isTriggerItem(item)) return item;
  return isEdgeItem(item) ? `open:${item.slice('edge:'.length)}` : stateNodeId(item);
}
