// Asked millions of times a minute, and a test's own globals are slow to look up.
const { imul } = Math;

/** Chance that is the same for one seed every time. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** 0, 1 … limit - 1. */
  below(limit: number): number;
  /** True so often, of one. */
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** Mulberry32: small, and good enough to find what nobody thought of. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (choices) => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new Error('There is nothing to pick from.');
      return choice;
    },
  };
}

/** A number below `limit` that the texts decide. FNV-1a. */
export function hashBelow(limit: number, ...texts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  const text = texts.join('\n');
  for (let index = 0; index < text.length; index += 1) {
    const point = text.codePointAt(index) ?? 0;
    if (point > 0xffff) index += 1;
    hash = imul(hash ^ point, 0x01000193);
  }
  return (hash >>> 0) % limit;
}
