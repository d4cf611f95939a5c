// What is shown of a change's fields, side by side or as texts.
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { describeValue } from '../../canvas/model/words.ts';
import { findState } from '../../canvas/model/scope.ts';
import { cardOf } from './card-changes.ts';
import type { Change, FieldChange } from './change.ts';
import { bodyOf } from './state-bodies.ts';

export interface ComparedDocuments {
  readonly before: WorkflowDocument;
  readonly after: WorkflowDocument;
}

/** The fields of a change; of a state that was added or removed, the state itself. */
export function fieldsOf(change: Change, documents: ComparedDocuments): readonly FieldChange[] {
  if (change.fields.length > 0 || change.subject.kind !== 'state' || change.kind === 'changed') return change.fields;
  const side = change.kind === 'added' ? 'after' : 'before';
  const state = findState(documents[side], cardOf(change, side) ?? '');
  return state === undefined ? [] : [{ path: [], [side]: bodyOf(state) }];
}

/** A value as text: an expression without its marks, anything else that is no text as JSON. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? describeValue(value) : JSON.stringify(value, null, 2);
}

const MAX_CELL_CHARACTERS = 40;

/** Whether a value has to be read as text, line by line. */
export const isLong = (value: JsonValue | undefined): boolean => {
  const text = textOf(value);
  return text.length > MAX_CELL_CHARACTERS || text.includes('\n');
};
