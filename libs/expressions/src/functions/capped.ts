// jsonata's own functions that could take for ever, or all memory, in one uninterruptible step: the same results within
// the budget.
import { nextRandom } from '../randomness.ts';
import type { Budget } from '../budget.ts';
import type { ExpressionFunction } from './define.ts';

function pad(
  budget: Budget,
  text: string | undefined,
  ...[width, filler = ' ']: [number, string?]
): string | undefined {
  if (text === undefined) return undefined;
  budget.checkCharacters(Math.abs(width));
  const missing = Math.abs(width) - Array.from(text).length;
  if (missing <= 0) return text;
  const unit = filler === '' ? ' ' : filler;
  const padding = Array.from(unit.repeat(Math.ceil(missing / Array.from(unit).length)))
    .slice(0, missing)
    .join('');
  return width > 0 ? text + padding : padding + text;
}

function join(budget: Budget, texts: readonly string[] | undefined, separator = ''): string | undefined {
  if (texts === undefined) return undefined;
  budget.checkCharacters(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return texts.join(separator);
}

function shuffle(budget: Budget, items: readonly unknown[] | undefined): unknown[] | undefined {
  if (items === undefined) return undefined;
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    if (last % 4096 === 0) budget.failWhenLate();
    const other = Math.floor(nextRandom(budget) * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}

/** Structures count as equal when they have the same members in any order, as jsonata compares them. */
function identityOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
}

function distinct(budget: Budget, value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= 1) return value;
  const seen = new Set<unknown>();
  const results: unknown[] = [];
  for (const item of value as unknown[]) {
    const identity = identityOf(item);
    const key = typeof item === 'object' && item !== null ? `object:${String(identity)}` : identity;
    if (seen.has(key)) continue;
    if (seen.size % 1024 === 0) budget.failWhenLate();
    seen.add(key);
    results.push(item);
  }
  // A sequence stays one, so that a single result is itself.
  return Object.assign(results, 'sequence' in value ? { sequence: true } : {});
}

export const CAPPED_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: 'pad',
    signature: '<s-ns?:s>',
    help: 'The text made as long as the width says: right of it, or left for a negative width.',
    example: "$pad('7', -3, '0')",
    call: (budget, text: string | undefined, width: number, filler?: string) => pad(budget, text, width, filler),
  },
  {
    name: 'join',
    signature: '<a<s>s?:s>',
    help: 'All texts of an array as one, with the separator between them.',
    example: "$join(['a','b'], ', ')",
    call: (budget, texts: readonly string[] | undefined, separator?: string) => join(budget, texts, separator),
  },
  {
    name: 'shuffle',
    signature: '<a:a>',
    help: 'The items in another order, the same whenever the run is repeated.',
    example: '$shuffle([1..9])',
    call: (budget, items: readonly unknown[] | undefined) => shuffle(budget, items),
  },
  {
    name: 'distinct',
    signature: '<x:x>',
    help: 'The items without repetitions.',
    example: '$distinct([1,2,2])',
    call: (budget, value: unknown) => distinct(budget, value),
  },
];
