// A condition while somebody builds it: rows may be unfinished, and are written only when they are not.
import {
  type Condition,
  type ConditionRow,
  type ConditionValue,
  EMPTY_ROW,
  isPattern,
  printCondition,
} from './condition.ts';
import { parseCondition } from './condition-parse.ts';
import { isTerm } from './condition-terms.ts';
import { tokensOf } from './jsonata-tokens.ts';

/** What a rule has before anybody has said when it matches. */
export const isUnwritten = (source: string): boolean => ['', 'true', 'false'].includes(source.trim());

/** The rows of a text to begin with; undefined when it is not made of rows. */
export function rowsOf(source: string): Condition | undefined {
  return isUnwritten(source) ? { join: 'and', rows: [EMPTY_ROW] } : parseCondition(source);
}

/** The text of a condition; undefined as long as a row is not finished. */
export function finishedText({ join, rows }: Condition): string | undefined {
  const finished = rows.map(finishedRow);
  return finished.every((row) => row !== undefined) ? printCondition({ join, rows: finished }) : undefined;
}

function finishedRow({ left, operator, right }: ConditionRow): ConditionRow | undefined {
  const term = termOf(left);
  if (term === undefined) return undefined;
  if (right === undefined) return { left: term, operator };
  const value = operator === 'matches' && right.kind === 'literal' ? patternOf(right) : finishedValue(right);
  return value === undefined ? undefined : { left: term, operator, right: value };
}

function patternOf(value: ConditionValue): ConditionValue | undefined {
  return value.kind === 'literal' && isPattern(String(value.value)) ? value : undefined;
}

function finishedValue(value: ConditionValue): ConditionValue | undefined {
  if (value.kind !== 'data') return value;
  const source = termOf(value.source);
  return source === undefined ? undefined : { kind: 'data', source };
}

/** Text that an operator beside it cannot take apart. */
function termOf(source: string): string | undefined {
  const tokens = tokensOf(source);
  if (tokens === undefined || tokens.length === 0) return undefined;
  return isTerm(tokens) ? source.trim() : `(${source.trim()})`;
}

/** A side of a row. */
export interface ConditionSide {
  readonly row: number;
  readonly side: 'left' | 'right';
}

/** The condition with a picked value as a side that has none yet; undefined where it belongs at the caret. */
export function pickedInto(
  condition: Condition,
  { row: index, side }: ConditionSide,
  expression: string,
): Condition | undefined {
  const row = condition.rows[index];
  if (row === undefined || isWritten(row, side) || (side === 'right' && row.operator === 'matches')) return undefined;
  const part: Partial<ConditionRow> =
    side === 'left' ? { left: expression } : { right: { kind: 'data', source: expression } };
  return { ...condition, rows: condition.rows.map((other, at) => (at === index ? { ...other, ...part } : other)) };
}

const isWritten = ({ left, right }: ConditionRow, side: ConditionSide['side']): boolean =>
  side === 'left' ? left.trim() !== '' : right?.kind === 'data' && right.source.trim() !== '';
