import type { Evaluation } from '../evaluation.ts';
import type { Tuple } from './frame.ts';

/** A tuple without a prototype: its keys are variables' names. */
export function newTuple(...parts: readonly object[]): Tuple {
  return Object.assign(Object.create(null) as Tuple, ...parts) as Tuple;
}

/** The tuples of one group as one, whose variables have all values that they had in any. */
export function combined(data: unknown, evaluation: Evaluation): Tuple {
  if (!Array.isArray(data)) return data as Tuple;
  const [first = {}, ...rest] = data as readonly Tuple[];
  const result = newTuple(first);
  const own = new Set<string>();
  for (const tuple of rest) {
    for (const name of Object.keys(tuple)) {
      const more = tuple[name];
      if (more === undefined) continue;
      if (result[name] === undefined) result[name] = more;
      else addTo(result, name, { more, isOwn: own.has(name), evaluation });
      if (Array.isArray(result[name]) && result[name] !== more) own.add(name);
    }
  }
  return result;
}

function addTo(
  result: Tuple,
  name: string,
  { more, isOwn, evaluation }: { more: unknown; isOwn: boolean; evaluation: Evaluation },
): void {
  const known = result[name];
  const values = isOwn ? (known as unknown[]) : Array.isArray(known) ? [...(known as unknown[])] : [known];
  const added: readonly unknown[] = Array.isArray(more) ? more : [more];
  evaluation.chargeItems(added.length);
  for (const value of added) values.push(value);
  result[name] = values;
}
