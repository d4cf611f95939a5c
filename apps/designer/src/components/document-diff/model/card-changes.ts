import type { CardChange } from '../../canvas/canvas-events.ts';
import type { Change, DocumentDiff } from './change.ts';

/** What a canvas selects to show a change, on either side; `undefined` when the picture does not show it. */
export function cardOf({ subject, formerName }: Change, side: 'before' | 'after'): string | undefined {
  if (subject.kind === 'trigger') return `trigger:${subject.id}`;
  if (subject.kind !== 'state') return undefined;
  return side === 'before' ? (formerName ?? subject.name) : subject.name;
}

/** What the cards of one side say about the other side. */
export function cardChanges(diff: DocumentDiff, side: 'before' | 'after'): Readonly<Record<string, CardChange>> {
  const elsewhere: CardChange = side === 'before' ? 'added' : 'removed';
  return Object.fromEntries(
    diff.flatMap((change) => {
      const card = change.kind === elsewhere ? undefined : cardOf(change, side);
      return card === undefined ? [] : [[card, change.kind] as const];
    }),
  );
}

/** The change that a card of one side stands for. */
export function changeOfCard(diff: DocumentDiff, card: string, side: 'before' | 'after'): Change | undefined {
  const elsewhere: CardChange = side === 'before' ? 'added' : 'removed';
  return diff.find((change) => change.kind !== elsewhere && cardOf(change, side) === card);
}
