// From characters to `-key.key:>value,value` or `key.key > value`, each part with its place. It knows no fields.
import type { Comparison, QueryProblem, QuerySpan, QueryValue } from './run-query.ts';

/** A term before anybody knows what its field means. */
export interface WrittenTerm extends QuerySpan {
  readonly isNot: boolean;
  /** The parts of its name, from the top. Empty: only words were written. */
  readonly key: readonly QueryValue[];
  readonly keySpan: QuerySpan;
  readonly comparison: Comparison;
  /** No comparison was written, only a colon. */
  readonly isPlain: boolean;
  readonly values: readonly (QueryValue & QuerySpan)[];
  readonly valueSpan: QuerySpan;
}

const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);
const COMPARISONS = ['>=', '<=', '>', '<', '='] as const;
/** Between blanks or not, as people write them who know other languages. */
const OPERATOR = /\s*(!=|==|>=|<=|>|<|=)\s*/y;
const KEEPS_COMMAS = 'text';

/** Reads a text from left to right. */
class Reader {
  readonly problems: QueryProblem[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next term; undefined at the end. */
  next(): WrittenTerm | undefined {
    while (isSpace(this.#text[this.#at])) this.#at += 1;
    if (this.#at >= this.#text.length) return undefined;
    const from = this.#at;
    const isNot = this.#take('-');
    const keyFrom = this.#at;
    const key = this.#key();
    const keySpan = { from: keyFrom, to: this.#at };
    const written = this.#comparison();
    if (written === undefined) {
      const words = { ...this.#words(key), from: keyFrom, to: this.#at };
      const span = { from, to: this.#at };
      return { ...span, isNot, key: [], keySpan, comparison: '=', isPlain: true, values: [words], valueSpan: span };
    }
    const valueFrom = this.#at;
    const values = this.#values(key.length === 1 && key[0]?.text === KEEPS_COMMAS);
    const valueSpan = { from: valueFrom, to: this.#at };
    const { isUnequal, ...compared } = written;
    return { from, to: this.#at, isNot: isNot !== isUnequal, key, keySpan, ...compared, values, valueSpan };
  }

  /** What stands between a key and its values; undefined: nothing, so that it is no key. */
  #comparison(): (Pick<WrittenTerm, 'comparison' | 'isPlain'> & { readonly isUnequal: boolean }) | undefined {
    if (this.#take(':')) {
      const comparison = COMPARISONS.find((known) => this.#take(known));
      return { isPlain: comparison === undefined, comparison: comparison ?? '=', isUnequal: false };
    }
    OPERATOR.lastIndex = this.#at;
    const [whole, operator] = OPERATOR.exec(this.#text) ?? [];
    if (whole === undefined) return undefined;
    this.#at += whole.length;
    const isUnequal = operator === '!=';
    return { isPlain: false, comparison: COMPARISONS.find((known) => known === operator) ?? '=', isUnequal };
  }

  #take(wanted: string): boolean {
    if (!this.#text.startsWith(wanted, this.#at)) return false;
    this.#at += wanted.length;
    return true;
  }

  #key(): QueryValue[] {
    const parts: QueryValue[] = [];
    do
      parts.push(this.#piece((character, next) => /[\s:".<>=]/.test(character) || (character === '!' && next === '=')));
    while (this.#take('.'));
    return parts;
  }

  /** What stands where a field should: its parts, and what follows them up to the next blank. */
  #words(key: readonly QueryValue[]): QueryValue {
    const rest = this.#piece(isSpace);
    const exact = key.length === 1 && key[0]?.exact === true;
    return { text: key.map(({ text }) => text).join('.') + rest.text, exact };
  }

  #values(keepsCommas: boolean): (QueryValue & QuerySpan)[] {
    const values: (QueryValue & QuerySpan)[] = [];
    do {
      const from = this.#at;
      const value = this.#piece((character) => isSpace(character) || (!keepsCommas && character === ','));
      values.push({ ...value, from, to: this.#at });
    } while (!keepsCommas && this.#take(','));
    return values;
  }

  /** A quoted text, or all up to a character that ends it. */
  #piece(ends: (character: string, next: string | undefined) => boolean): QueryValue {
    if (this.#text[this.#at] === '"') return { text: this.#quoted(), exact: true };
    const from = this.#at;
    for (let character = this.#text[this.#at]; character !== undefined && !ends(character, this.#text[this.#at + 1]);) {
      this.#at += 1;
      character = this.#text[this.#at];
    }
    return { text: this.#text.slice(from, this.#at), exact: false };
  }

  #quoted(): string {
    const from = this.#at;
    this.#at += 1;
    let text = '';
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at] ?? '';
      if (character === '"') {
        this.#at += 1;
        return text;
      }
      const isEscape = character === '\\' && /["\\]/.test(this.#text[this.#at + 1] ?? '');
      if (isEscape) this.#at += 1;
      text += isEscape ? (this.#text[this.#at] ?? '') : character;
    }
    this.problems.push({
      ...{ code: 'query.quote_open', from, to: this.#text.length },
      message: 'A quotation mark is opened and never closed.',
      hint: 'Put " at the end of the value. Inside of it a quotation mark is written \\".',
    });
    return text;
  }
}

/** The terms of a text, whatever their fields are. */
export function readTerms(text: string): {
  readonly terms: readonly WrittenTerm[];
  readonly problems: readonly QueryProblem[];
} {
  const reader = new Reader(text);
  const terms: WrittenTerm[] = [];
  for (let term = reader.next(); term !== undefined; term = reader.next()) terms.push(term);
  return { terms, problems: reader.problems };
}
