// From where and to where a way can lead, in words that can be searched.
import type { State, WorkflowDocument } from '@millrace/machine';
import { findState } from '../../../../components/canvas/model/scope.ts';
import { type Slot, slotId, slotsOf, type Way } from '../../../../components/canvas/model/slot.ts';
import { describeCondition, describeErrors } from '../../../../components/canvas/model/words.ts';

/** A way out of a step: what it is called, and where it leads now. */
export interface NamedWay extends Way {
  readonly id: string;
  /** The words of a rule or of the errors that are caught; empty for the plain way and for "otherwise". */
  readonly words: string;
}

/** The ways out of a step. */
export function waysOf(document: WorkflowDocument, name: string): readonly NamedWay[] {
  const state = findState(document, name);
  if (state === undefined) return [];
  return slotsOf(name, state).map((way) => ({ ...way, id: slotId(way.slot), words: wordsOf(document, way.slot) }));
}

/** What a way is called besides its kind. */
function wordsOf(document: WorkflowDocument, slot: Slot): string {
  if (slot.kind !== 'rule' && slot.kind !== 'catch') return '';
  const state = findState(document, slot.state);
  if (state === undefined) return '';
  return slot.kind === 'rule' ? ruleWords(state, slot.index) : catchWords(state, slot.index);
}

function ruleWords(state: State, index: number): string {
  const rule = state.Type === 'Choice' ? state.Choices[index] : undefined;
  return rule?.Comment ?? describeCondition(rule?.Condition ?? '');
}

const catchWords = (state: State, index: number): string =>
  'Catch' in state ? describeErrors(state.Catch[index]?.ErrorEquals ?? []) : '';
