import type { WorkflowDocument } from '@millrace/machine';
import { findPlace, findState, namesInside } from '../../../../components/canvas/model/scope.ts';
import { slotsOf } from '../../../../components/canvas/model/slot.ts';
import type { Edit } from './edit.ts';
import { withoutSettingsOf } from './step-settings.ts';
import { lead, pointersTo, without, withStates } from './ways.ts';

/** Removes steps with all that is inside of them; whatever led to one leads to where that led. */
export function removeSteps(document: WorkflowDocument, names: readonly string[]): Edit {
  const gone = new Set(names.flatMap((name) => [name, ...namesInside(document, name)]));
  const before = names.flatMap((name) => pointersTo(document, name));
  const healed = names.reduce(removeOne, document);
  const next = before.flatMap((slot) => ('state' in slot && !gone.has(slot.state) ? [slot.state] : []))[0];
  return { document: withoutSettingsOf(healed, gone), states: next === undefined ? [] : [next] };
}

/** The way that is kept when a step goes: its plain way, the Default of a Choice, else the first one. */
function heirOf(document: WorkflowDocument, name: string): string | undefined {
  const state = findState(document, name);
  const ways = state === undefined ? [] : slotsOf(name, state);
  const heir = (ways.find(({ slot }) => slot.kind === 'next' || slot.kind === 'default') ?? ways[0])?.target;
  return heir === name ? undefined : heir;
}

function removeOne(document: WorkflowDocument, name: string): WorkflowDocument {
  const place = findPlace(document, name);
  if (place === undefined) return document;
  const healed = lead(document, pointersTo(document, name), heirOf(document, name));
  return withStates(healed, place.scope.path, (states) => without(states, new Set([name])));
}
