import type { WorkflowDocument } from '@millrace/machine';
import type { CanvasItem } from '../canvas-events.ts';
import type { CanvasEdge } from './canvas-graph.ts';
import { isTriggerItem } from './items.ts';
import { findPlace } from './scope.ts';

/** Why a line may not lead to a card: words for each are with those of the canvas. */
export type PullRefusal = 'otherScope' | 'itself' | 'isTrigger';

/** Whether the end of a line may be let go over a card; absent when it may. */
export function whyNotPulled(
  document: WorkflowDocument,
  { slot, scope }: Pick<CanvasEdge, 'slot' | 'scope'>,
  item: CanvasItem,
): PullRefusal | undefined {
  if (isTriggerItem(item)) return 'isTrigger';
  if ('state' in slot && slot.state === item) return 'itself';
  return findPlace(document, item)?.scope.path === scope ? undefined : 'otherScope';
}
