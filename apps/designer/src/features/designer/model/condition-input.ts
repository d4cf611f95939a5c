// How the right side of a comparison is typed: its kind, and its text.
import {
  type ConditionLiteral,
  type ConditionOperator,
  type ConditionRow,
  type ConditionValue,
  ONE_SIDED,
  printLiteral,
} from './condition.ts';

export type ValueKind = 'text' | 'number' | 'truth' | 'null' | 'data';

const ALL: readonly ValueKind[] = ['text', 'number', 'truth', 'null', 'data'];
const KINDS: Readonly<Partial<Record<ConditionOperator, readonly ValueKind[]>>> = {
  greater: ['number', 'text', 'data'],
  atLeast: ['number', 'text', 'data'],
  less: ['number', 'text', 'data'],
  atMost: ['number', 'text', 'data'],
  contains: ['text', 'data'],
  startsWith: ['text', 'data'],
  matches: ['text'],
  isOneOf: ['text', 'number', 'data'],
};

/** The kinds of value that an operator compares with. */
export const kindsFor = (operator: ConditionOperator): readonly ValueKind[] => KINDS[operator] ?? ALL;

/** What kind of value a right side is. */
export function kindOf(value: ConditionValue | undefined): ValueKind {
  if (value?.kind === 'literal') return kindOfLiteral(value.value);
  if (value?.kind !== 'list') return 'data';
  const kinds = new Set(value.values.map(kindOfLiteral));
  if (kinds.size === 0) return 'text';
  const [only] = kinds;
  // A list of several kinds can only be written.
  return kinds.size === 1 && (only === 'text' || only === 'number') ? only : 'data';
}

function kindOfLiteral(value: ConditionLiteral): ValueKind {
  if (value === null) return 'null';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'truth';
}

/** A right side as text to be edited. */
export function textOfValue(value: ConditionValue | undefined): string {
  if (value === undefined) return '';
  if (value.kind === 'data') return value.source;
  if (value.kind === 'literal') return value.value === null ? '' : String(value.value);
  if (kindOf(value) === 'data') return `[${value.values.map(printLiteral).join(', ')}]`;
  return value.values.map(String).join(', ');
}

/** The right side that a text means; undefined when it is none of that kind. */
export function valueOfText(kind: ValueKind, text: string, operator: ConditionOperator): ConditionValue | undefined {
  if (kind === 'data') return { kind: 'data', source: text };
  if (operator === 'isOneOf') return listOf(kind, text);
  const literal = literalOf(kind, text);
  return literal === undefined ? undefined : { kind: 'literal', value: literal };
}

function listOf(kind: ValueKind, text: string): ConditionValue | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const values = parts.filter((part) => part !== '').map((part) => literalOf(kind, part));
  return values.every((value) => value !== undefined) ? { kind: 'list', values } : undefined;
}

function literalOf(kind: ValueKind, text: string): ConditionLiteral | undefined {
  if (kind === 'null') return null;
  if (kind === 'truth') return text === 'true';
  if (kind === 'text') return text;
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

/** A row with another operator: the value stays if the operator takes its kind. */
export function withOperator(row: ConditionRow, operator: ConditionOperator): ConditionRow {
  if (ONE_SIDED.has(operator)) return { left: row.left, operator };
  const kinds = kindsFor(operator);
  const kind = row.right === undefined ? 'text' : kindOf(row.right);
  const text = textOfValue(row.right);
  const kept = kinds.includes(kind) ? valueOfText(kind, text, operator) : undefined;
  const first = kinds.includes('text') ? valueOfText('text', kind === 'data' ? '' : text, operator) : undefined;
  return { left: row.left, operator, right: kept ?? first ?? { kind: 'data', source: '' } };
}

/** What a value becomes when its kind is changed. */
export function withKind(
  value: ConditionValue | undefined,
  kind: ValueKind,
  operator: ConditionOperator,
): ConditionValue {
  const text = kindOf(value) === 'data' || kind === 'data' ? '' : textOfValue(value);
  return valueOfText(kind, text, operator) ?? valueOfText(kind, '0', operator) ?? { kind: 'data', source: '' };
}
