import type { State, WorkflowDocument } from '@millrace/machine';
import { findState, namesInside } from '../../../../components/canvas/model/scope.ts';
import { type Slot, slotId } from '../../../../components/canvas/model/slot.ts';
import { checked } from './checked.ts';
import { type Attempt, refuse } from './edit.ts';
import { leadOut, type Span, spanOf } from './span.ts';
import { connect, lead, scopeOfSlot, targetOf, without, withStates } from './ways.ts';

/** Puts steps elsewhere, as one: what led to them leads on, and they lead to where the place led. */
export function moveSteps(
  document: WorkflowDocument,
  { names, slot, endTitle }: { readonly names: readonly string[]; readonly slot: Slot; readonly endTitle: string },
): Attempt {
  const to = scopeOfSlot(document, slot);
  if (to === undefined) return refuse({ kind: 'nothing' });
  // Within one machine, rules and error handlers go on leading where they led.
  const loose = spanOf(document, names, { maySideWaysLeave: true });
  const isSameScope = !('refused' in loose) && loose.scope.path === to.path;
  const span = isSameScope ? loose : spanOf(document, names);
  if ('refused' in span) return span;
  const isOwnEnd = [...span.waysIn, ...span.waysOut].some((way) => slotId(way) === slotId(slot));
  if (isOwnEnd) return { document, states: span.names };
  const holder = insideOf(document, slot, span.names);
  if (holder !== undefined) return refuse({ kind: 'inside', name: holder });
  const healed = lead(document, span.waysIn, span.exit);
  const target = targetOf(healed, slot);
  if (target !== undefined && span.waysOut.length === 0) return refuse({ kind: 'ends', name: span.entry });
  const there = isSameScope ? healed : carried(healed, span, to.path);
  const led = leadOut(there, span.waysOut, { target, endTitle });
  return checked(document, { document: connect(led, slot, span.entry), states: span.names });
}

/** The step that holds a place, among some. */
function insideOf(document: WorkflowDocument, slot: Slot, names: readonly string[]): string | undefined {
  const scope = scopeOfSlot(document, slot);
  const around = slot.kind === 'start' ? scope?.owner?.state : slot.state;
  return names.find((name) => name === around || namesInside(document, name).includes(around ?? ''));
}

/** The states of a span in another machine. */
function carried(document: WorkflowDocument, span: Span, to: string): WorkflowDocument {
  const states = span.names.flatMap((name): [string, State][] => {
    const state = findState(document, name);
    return state === undefined ? [] : [[name, state]];
  });
  const gone = withStates(document, span.scope.path, (all) => without(all, new Set(span.names)));
  return withStates(gone, to, (all) => ({ ...all, ...Object.fromEntries(states) }));
}
