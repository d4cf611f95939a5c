import { useState } from 'react';

/** A list with one of its items at another place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const rest = items.toSpliced(from, 1);
  return rest.toSpliced(to, 0, ...items.slice(from, from + 1));
}

interface RuleKeys {
  readonly keys: readonly number[];
  readonly move: (from: number, to: number) => void;
  readonly remove: (index: number) => void;
}

/** Keys that go with the rules when these are moved: what somebody has begun in one stays in it. */
export function useRuleKeys(count: number): RuleKeys {
  const [known, setKnown] = useState<readonly number[]>([]);
  const last = Math.max(-1, ...known);
  const added = Array.from({ length: Math.max(0, count - known.length) }, (_, index) => last + 1 + index);
  const keys = [...known, ...added].slice(0, count);
  return {
    keys,
    move: (from, to) => setKnown(moved(keys, from, to)),
    remove: (index) => setKnown(keys.toSpliced(index, 1)),
  };
}
