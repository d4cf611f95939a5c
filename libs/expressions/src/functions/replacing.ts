import type { Evaluation } from '../evaluation.ts';
import { Fault, functionFault } from '../fault.ts';
import { isFunctionValue, type FunctionValue } from '../values/function-value.ts';
import { textOf } from '../values/text.ts';
import { matchesOf, type GivenMatch, type Matches } from './matches.ts';
import { TextSearch } from './text-search.ts';

type Replacement = string | FunctionValue | undefined;
type Values = readonly [
  text: string | undefined,
  pattern: string | FunctionValue | undefined,
  replacement: Replacement,
  limit: number | undefined,
];

/** `$replace`: all occurrences of a text or matches of a pattern, or so many of them. */
export function replace(values: Values, evaluation: Evaluation): string | undefined {
  const [text, pattern, replacement, limit = Infinity] = values;
  if (text === undefined) return undefined;
  if (pattern === '') throw new Fault('D3010', { value: pattern, index: 2 });
  if (limit < 0) throw new Fault('D3011', { value: limit, index: 4 });
  if (!(limit > 0)) return text;
  if (pattern === undefined) throw functionFault('$replace needs a pattern.');
  const replacing = new Replacing(text, limit, evaluation);
  if (typeof pattern === 'string') return replacing.texts(pattern, replacement);
  return replacing.matches(matchesOf(text, pattern, evaluation), replacement);
}

class Replacing {
  readonly #text: string;
  readonly #limit: number;
  readonly #evaluation: Evaluation;
  #result = '';
  /** What stands before it has been written. */
  #position = 0;

  constructor(text: string, limit: number, evaluation: Evaluation) {
    this.#text = text;
    this.#limit = limit;
    this.#evaluation = evaluation;
  }

  texts(part: string, replacement: Replacement): string {
    this.#evaluation.chargeText(this.#text);
    this.#evaluation.chargeText(part);
    const search = new TextSearch(part);
    let found = search.find(this.#text);
    if (found === -1) return this.#text;
    if (isFunctionValue(replacement)) throw new Fault('D3012', { value: replacement });
    // A missing one is written as the reference writes it.
    const written = String(replacement);
    for (let count = 0; found !== -1 && count < this.#limit; count += 1) {
      this.#write(found, written);
      this.#position = found + part.length;
      found = search.find(this.#text, this.#position);
    }
    return this.#finish();
  }

  matches(matches: Matches, replacement: Replacement): string {
    let found = matches.next();
    for (let count = 0; found !== undefined && count < this.#limit; count += 1) {
      const { match, start } = found;
      if (typeof match !== 'string' || typeof start !== 'number') throw new Fault('T1010');
      this.#write(start, this.#replacementOf(matches, found, replacement));
      this.#position = start + match.length;
      found = matches.next();
    }
    return this.#finish();
  }

  #replacementOf(matches: Matches, found: GivenMatch, replacement: Replacement): string {
    if (replacement === undefined) throw functionFault('$replace needs a replacement.');
    if (typeof replacement === 'string') {
      this.#evaluation.chargeText(replacement);
      return substituted(replacement, found, this.#evaluation);
    }
    const made = replacement.apply([matches.asValue()], null, this.#evaluation);
    if (typeof made !== 'string') throw new Fault('D3012', { value: made });
    return made;
  }

  /** Adds the text up to an offset, and what takes the place of what stands there. */
  #write(end: number, replacement: string): void {
    const kept = this.#text.substring(this.#position, end);
    const result = this.#result + kept + replacement;
    this.#evaluation.checkCharacters(result.length);
    this.#evaluation.charge(kept.length + replacement.length);
    this.#result = result;
  }

  #finish(): string {
    this.#write(Infinity, '');
    return this.#result;
  }
}

/** The replacement of a match: `$1` stands for a group, `$0` for all of it, and `$$` for a dollar. */
function substituted(replacement: string, { match, groups }: GivenMatch, evaluation: Evaluation): string {
  if (!replacement.includes('$')) return replacement;
  let result = '';
  let position = 0;
  for (let dollar = replacement.indexOf('$'); dollar !== -1; dollar = replacement.indexOf('$', position)) {
    result += replacement.slice(position, dollar);
    position = dollar + 1;
    const next = replacement.charAt(position);
    if (next === '$' || next === '0') {
      result += next === '$' ? next : String(match);
      position += 1;
      continue;
    }
    if (!Array.isArray(groups)) throw new Fault('T1010');
    const number = groupNumber(replacement.slice(position), groups.length);
    const group: unknown = groups[number - 1];
    if (Number.isNaN(number)) result += '$';
    else if (group !== undefined) result += textOf(group, evaluation);
    if (!Number.isNaN(number)) position += String(number).length;
    evaluation.checkCharacters(result.length);
  }
  return result + replacement.slice(position);
}

/** The number that a text begins with, as far as there are so many groups; NaN for none. */
function groupNumber(text: string, groups: number): number {
  // The reference's sum: one digit without groups, and at least as many as the number of groups has.
  const digits = groups === 0 ? 1 : Math.floor(Math.log(groups) * Math.LOG10E) + 1;
  const number = Number.parseInt(text.slice(0, digits), 10);
  return digits > 1 && number > groups ? Number.parseInt(text.slice(0, digits - 1), 10) : number;
}
