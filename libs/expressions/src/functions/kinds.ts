// Functions of any value: what it is, whether it counts as true, and failing because of it.
import type { Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import { isFunctionValue } from '../values/function-value.ts';
import { isNumeric } from '../values/numbers.ts';
import { textOf } from '../values/text.ts';
import { truthOf } from '../values/truth.ts';
import type { FunctionBody } from './define.ts';

type Any = readonly [value: unknown];

function exists(values: Any): boolean {
  return values[0] !== undefined;
}

function boolean(values: Any, evaluation: Evaluation): boolean | undefined {
  const value = values[0];
  return value === undefined ? undefined : truthOf(value, evaluation);
}

function not(values: Any, evaluation: Evaluation): boolean | undefined {
  const value = values[0];
  return value === undefined ? undefined : !truthOf(value, evaluation);
}

function string(values: readonly [value: unknown, isPretty: boolean | undefined], evaluation: Evaluation): unknown {
  const value = values[0];
  if (value === undefined) return undefined;
  const text = textOf(value, evaluation, values[1] === true);
  evaluation.chargeText(text);
  return text;
}

function type(values: Any): string | undefined {
  const value = values[0];
  if (value === null) return 'null';
  if (value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value;
  if (isNumeric(value)) return 'number';
  if (Array.isArray(value)) return 'array';
  return isFunctionValue(value) ? 'function' : 'object';
}

type Message = string | undefined;

/** An error with the sentence given, or the code's own. */
function failed(code: string, message: Message): Fault {
  return new Fault(code, message === undefined || message === '' ? {} : { message });
}

function error(values: readonly [message: Message]): never {
  throw failed('D3137', values[0]);
}

function assert(values: readonly [condition: boolean | undefined, message: Message]): undefined {
  const [condition, message] = values;
  if (condition !== true) throw failed('D3141', message);
  return undefined;
}

export const KIND_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  ...{ exists, boolean, not, string, type, error, assert },
};
