/**
 * Past this length, the engine's own search may look at a whole part for each place of a text: at a million characters
 * for each of sixteen million.
 */
const MAX_SIMPLE_CHARACTERS = 250;

/** Finds a part in texts, in a time that grows with the text alone. */
export class TextSearch {
  readonly part: string;
  #borders: Uint32Array | undefined;

  constructor(part: string) {
    this.part = part;
  }

  /** Where the part begins, at an offset or after it; -1 where it does not occur. */
  find(text: string, from = 0): number {
    const { part } = this;
    if (part.length <= MAX_SIMPLE_CHARACTERS) return text.indexOf(part, from);
    if (part.length > text.length - from) return -1;
    this.#borders ??= bordersOf(part);
    return this.#findLong(text, from, this.#borders);
  }

  /** Knuth, Morris and Pratt: never looks back in the text. */
  #findLong(text: string, from: number, borders: Uint32Array): number {
    const { part } = this;
    let matched = 0;
    for (let index = from; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      while (matched > 0 && part.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0;
      if (part.charCodeAt(matched) === code) matched += 1;
      if (matched === part.length) return index + 1 - matched;
    }
    return -1;
  }
}

/** For each beginning of a part: how much of its end is a beginning of the part, too. */
function bordersOf(part: string): Uint32Array {
  const borders = new Uint32Array(part.length);
  let matched = 0;
  for (let index = 1; index < part.length; index += 1) {
    const code = part.charCodeAt(index);
    while (matched > 0 && part.charCodeAt(matched) !== code) matched = borders[matched - 1] ?? 0;
    if (part.charCodeAt(matched) === code) matched += 1;
    borders[index] = matched;
  }
  return borders;
}
