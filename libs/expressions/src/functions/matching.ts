// Functions of texts that look for a part, or for what a regular expression or another function matches.
import type { Evaluation } from '../evaluation.ts';
import { Fault, functionFault } from '../fault.ts';
import { RegexFunction } from '../regex-function.ts';
import type { FunctionValue } from '../values/function-value.ts';
import { asSequence } from '../values/sequence.ts';
import type { FunctionBody } from './define.ts';
import { asGivenMatch, matchesOf, type Matches } from './matches.ts';
import { replace } from './replacing.ts';
import { TextSearch } from './text-search.ts';

type Text = string | undefined;
type Pattern = string | FunctionValue | undefined;

function contains(values: readonly [text: Text, pattern: Pattern], evaluation: Evaluation): boolean | undefined {
  const [text, pattern] = values;
  if (text === undefined || pattern === undefined) return undefined;
  if (typeof pattern !== 'string') return isMatched(text, pattern, evaluation);
  evaluation.chargeText(text);
  evaluation.chargeText(pattern);
  return new TextSearch(pattern).find(text) !== -1;
}

/** A function that gives anything at all has matched; unless it is false, it must look like a match. */
function isMatched(text: string, matcher: FunctionValue, evaluation: Evaluation): boolean {
  if (matcher instanceof RegexFunction) return matcher.search(text, 0, evaluation).find(0) !== undefined;
  const found = matcher.apply([text], null, evaluation);
  if (found) asGivenMatch(found);
  return found !== undefined;
}

type Limit = number | undefined;

function match(
  values: readonly [text: Text, matcher: FunctionValue, limit: Limit],
  evaluation: Evaluation,
): unknown[] | undefined {
  const [text, matcher, limit = Infinity] = values;
  if (text === undefined) return undefined;
  if (limit < 0) throw new Fault('D3040', { value: limit, index: 3 });
  const results: unknown[] = [];
  if (!(limit > 0)) return asSequence(results);
  const matches = matchesOf(text, matcher, evaluation);
  for (let found = matches.next(); found !== undefined && results.length < limit; found = matches.next()) {
    evaluation.checkItems(results.length + 1);
    results.push({ match: found.match, index: found.start, groups: found.groups });
  }
  return asSequence(results);
}

function split(values: readonly [text: Text, separator: Pattern, limit: Limit], evaluation: Evaluation): unknown {
  const [text, separator, limit] = values;
  if (text === undefined) return undefined;
  if (limit !== undefined && limit < 0) throw new Fault('D3020', { value: limit, index: 3 });
  if (limit !== undefined && !(limit > 0)) return [];
  if (separator === undefined) throw functionFault('$split needs a separator.');
  if (typeof separator !== 'string') {
    const matches = matchesOf(text, separator, evaluation);
    return splitAtMatches(matches, { text, most: limit ?? Infinity }, evaluation);
  }
  evaluation.chargeText(text);
  evaluation.chargeText(separator);
  // Whole, as `String.prototype.split` reads it.
  return splitAt(separator, { text, most: limit === undefined ? Infinity : limit >>> 0 }, evaluation);
}

interface Splitting {
  readonly text: string;
  readonly most: number;
}

function splitAt(separator: string, { text, most }: Splitting, evaluation: Evaluation): string[] {
  if (separator === '') {
    evaluation.checkItems(Math.min(most, text.length));
    evaluation.chargeItems(Math.min(most, text.length));
    return text.slice(0, most).split('');
  }
  const search = new TextSearch(separator);
  const parts: string[] = [];
  let start = 0;
  for (let found = search.find(text); found !== -1 && parts.length < most; found = search.find(text, start)) {
    evaluation.checkItems(parts.length + 1);
    parts.push(text.slice(start, found));
    start = found + separator.length;
  }
  evaluation.chargeItems(parts.length + 1);
  if (parts.length < most) parts.push(text.slice(start));
  evaluation.checkItems(parts.length);
  return parts;
}

function splitAtMatches(matches: Matches, { text, most }: Splitting, evaluation: Evaluation): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let found = matches.next(); found !== undefined && parts.length < most; found = matches.next()) {
    const { start: end, end: next } = found;
    if (typeof end !== 'number' || typeof next !== 'number') throw new Fault('T1010');
    evaluation.checkItems(parts.length + 1);
    evaluation.chargeItems(1);
    parts.push(text.substring(start, end));
    start = next;
  }
  if (parts.length < most) parts.push(text.substring(start));
  evaluation.checkItems(parts.length);
  return parts;
}

export const MATCHING_FUNCTIONS: Readonly<Record<string, FunctionBody>> = { contains, match, replace, split };
