import { budgetExceeded } from './errors.ts';
import type { Budget } from './budget.ts';
import { isFunctionValue } from './function-value.ts';
import type { JsonValue } from './json.ts';
import { MAX_RESULT_DEPTH } from './limits.ts';

/**
 * A result as plain JSON of its own: functions are left out, sequences become arrays, nothing is shared with the input,
 * and no key can reach a prototype.
 */
export function toPlain(value: unknown, budget: Budget): JsonValue | undefined {
  const used = { characters: 0, values: 0 };
  return copy(value, { budget, used }, 0);
}

interface Copying {
  readonly budget: Budget;
  readonly used: { characters: number; values: number };
}

function copy(value: unknown, copying: Copying, depth: number): JsonValue | undefined {
  count(value, copying, depth);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || isFunctionValue(value)) return undefined;
  if (Array.isArray(value)) return value.map((item) => copy(item, copying, depth + 1) ?? null);
  const entries: [string, JsonValue][] = [];
  for (const [key, member] of Object.entries(value)) {
    const copied = key === '__proto__' ? undefined : copy(member, copying, depth + 1);
    if (copied !== undefined) entries.push([key, copied]);
    copying.used.characters += key.length;
  }
  return Object.fromEntries(entries);
}

function count(value: unknown, { budget, used }: Copying, depth: number): void {
  used.values += 1;
  if (typeof value === 'string') used.characters += value.length;
  budget.checkCharacters(used.characters);
  if (used.values > budget.limits.values) {
    throw budgetExceeded('values', `The result has more than ${budget.limits.values} values.`);
  }
  if (depth > MAX_RESULT_DEPTH) throw budgetExceeded('depth', `The result is deeper than ${MAX_RESULT_DEPTH} levels.`);
}
