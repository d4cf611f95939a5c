// Changes as sentences: which words of the words file, and what is put into them.
import type { JsonValue } from '@millrace/machine';
import { isObject } from '../../../lib/json.ts';
import type { Change, FieldChange } from './change.ts';
import { SKIPPED } from './compare-states.ts';
import { type FieldName, nameField } from './field-names.ts';
import { isPointer } from './state-bodies.ts';
import { shortValue } from './short-value.ts';

/** What is said of a change besides what it is about. */
export interface Sentence {
  /** Below `change.` in the words file. */
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly field?: FieldName;
}

/** A change says at most so much; the rest is counted. */
const MAX_FIELDS = 3;

/** What became of the subject of a change. The subject itself is named beside them. */
export function sentencesOf(change: Change): readonly Sentence[] {
  if (change.kind !== 'changed') return [{ key: change.kind, ...valueOfWhole(change) }];
  const shown = change.fields.length > MAX_FIELDS + 1 ? change.fields.slice(0, MAX_FIELDS) : change.fields;
  const rest = change.fields.length - shown.length;
  return [
    ...(change.formerName === undefined ? [] : [{ key: 'renamed', values: { from: change.formerName } }]),
    ...(change.move === undefined ? [] : [sentenceOfMove(change.move)]),
    ...shown.map((field) => sentenceOfField(field, change)),
    ...(rest === 0 ? [] : [{ key: 'more', values: { count: rest } }]),
  ];
}

/** A pin or a setting that is new says what it is. */
function valueOfWhole({ kind, fields: [field] }: Change): Pick<Sentence, 'values'> {
  const text = field === undefined ? undefined : shortValue(kind === 'added' ? field.after : field.before);
  return text === undefined ? {} : { values: { value: text } };
}

function sentenceOfMove({ from, to }: NonNullable<Change['move']>): Sentence {
  if (to === undefined) return { key: 'movedOut', values: { from: from ?? '' } };
  return { key: 'movedInto', values: { to } };
}

function sentenceOfField(change: FieldChange, { subject }: Change): Sentence {
  const { path, before, after } = change;
  if (path[0] === SKIPPED) return { key: after === true ? 'skipped' : 'unskipped' };
  const field = nameField(path, subject.kind);
  const [was, is] = [shortValue(before), shortValue(after)];
  if (isPointer(change)) return sentenceOfWay({ was, is, field });
  if (after === undefined) return { key: 'unset', field };
  if (before === undefined)
    return is === undefined ? { key: 'set', field } : { key: 'setTo', field, values: { to: is } };
  if (was === undefined || is === undefined || isBoth(before, after, isObject)) return { key: 'differs', field };
  return { key: 'becomes', field, values: { from: was, to: is } };
}

const isBoth = (one: JsonValue, other: JsonValue, test: (value: JsonValue) => boolean): boolean =>
  test(one) && test(other);

function sentenceOfWay({
  was,
  is,
  field,
}: {
  readonly was: string | undefined;
  readonly is: string | undefined;
  readonly field: FieldName;
}): Sentence {
  if (is === undefined) return { key: 'ends', field };
  return was === undefined
    ? { key: 'leads', field, values: { to: is } }
    : { key: 'leadsElsewhere', field, values: { from: was, to: is } };
}
