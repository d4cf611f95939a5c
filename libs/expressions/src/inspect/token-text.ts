import { tokensOf, type Token } from './tokens.ts';

/** A text as its tokens, for those who look at one that is not finished. */
export class TokenText {
  readonly source: string;
  readonly tokens: readonly Token[];

  constructor(source: string) {
    this.source = source;
    this.tokens = tokensOf(source);
  }

  at(index: number): string {
    const token = this.tokens[index];
    return token === undefined ? '' : this.source.slice(token.start, token.end);
  }

  /** The text from one token up to another, without the latter. */
  slice(from: number, to: number): string {
    return this.source.slice(this.tokens[from]?.start ?? 0, this.tokens[to - 1]?.end ?? 0);
  }

  /** The bracket that the one at an index closes, looking back. */
  openOf(close: number): number {
    let depth = 0;
    for (let index = close; index >= 0; index -= 1) {
      if (CLOSERS.has(this.at(index))) depth += 1;
      else if (OPENERS.has(this.at(index))) depth -= 1;
      if (depth === 0) return index;
    }
    return -1;
  }

  /** Indexes of the brackets that are open before an index, from the outer to the inner one. */
  openBefore(end: number): readonly number[] {
    const open: number[] = [];
    for (let index = 0; index < end; index += 1) {
      if (OPENERS.has(this.at(index))) open.push(index);
      else if (CLOSERS.has(this.at(index))) open.pop();
    }
    return open;
  }

  /** Parts between separators, outside of brackets, as pairs of indexes. The last one may be unfinished. */
  parts(from: number, to: number, separator: string): readonly (readonly [from: number, to: number])[] {
    const parts: (readonly [number, number])[] = [];
    let [depth, start] = [0, from];
    for (let index = from; index < to; index += 1) {
      const text = this.at(index);
      if (OPENERS.has(text)) depth += 1;
      else if (CLOSERS.has(text)) depth -= 1;
      else if (depth === 0 && text === separator) {
        parts.push([start, index]);
        start = index + 1;
      }
    }
    return [...parts, [start, to]];
  }

  /** Where the value begins that ends before an index, with the members, filters and calls that belong to it. */
  termStart(end: number): number | undefined {
    let at: number | undefined = end - 1;
    for (;;) {
      const start = this.#primaryStart(at);
      if (start === undefined || start < 0) return undefined;
      if (this.at(start - 1) !== '.') return start;
      at = start - 2;
    }
  }

  /** Whether a value may end at an index. */
  endsValue(index: number): boolean {
    const text = this.at(index);
    return index >= 0 && text !== '' && (CLOSERS.has(text) || WORD.test(text)) && !KEYWORDS.has(text);
  }

  /** Whether the bracket at an index closes the parameters of a function that is written down. */
  closesParameters(index: number): boolean {
    return this.at(index) === ')' && LAMBDAS.has(this.at(this.openOf(index) - 1));
  }

  #primaryStart(at: number): number | undefined {
    const text = this.at(at);
    if (WORD.test(text) || text === '*' || text === '**' || text === '%') return KEYWORDS.has(text) ? undefined : at;
    if (!CLOSERS.has(text)) return undefined;
    const open = this.openOf(at);
    const before = open - 1;
    if (LAMBDAS.has(this.at(before))) return undefined;
    if (this.at(before) === '^') return this.#primaryStart(before - 1);
    const isBehindValue = this.endsValue(before) && !this.closesParameters(before);
    return isBehindValue ? this.#primaryStart(before) : open;
  }
}

/** Brackets that open, and those that close. */
export const OPENERS: ReadonlySet<string> = new Set(['(', '[', '{']);
export const CLOSERS: ReadonlySet<string> = new Set([')', ']', '}']);
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'in']);
/** Words that begin a function that is written down. */
export const LAMBDAS: ReadonlySet<string> = new Set(['function', 'λ']);
/** A token that is no operator and no bracket. */
export const WORD = /^[^.[\]{}(),@#;:?+\-*/%|=<>^&!~]/;
