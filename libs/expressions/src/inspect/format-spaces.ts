import type { Piece } from './format-layout.ts';
import { CLOSERS, LAMBDAS, OPENERS, WORD } from './token-text.ts';

/** For each piece, whether a space stands in front of it when it is in a line with the one before. */
export function spacesOf(pieces: readonly Piece[]): readonly boolean[] {
  const signatures = signaturesIn(pieces);
  const colons = keyColonsIn(pieces);
  return pieces.map((piece, index) => {
    const before = pieces[index - 1];
    if (before === undefined) return false;
    if (piece.kind === 'comment' || before.kind === 'comment') return true;
    if (signatures.has(index) || colons.has(index)) return false;
    return needsSpace({ pieces, index, before: before.text, text: piece.text });
  });
}

interface Pair {
  readonly pieces: readonly Piece[];
  readonly index: number;
  readonly before: string;
  readonly text: string;
}

function needsSpace(pair: Pair): boolean {
  const { pieces, index, before, text } = pair;
  if (OPENERS.has(before) || CLOSERS.has(text)) return false;
  if (TIGHT_BEFORE.has(text) || TIGHT_BEHIND.has(before)) return false;
  if (OPENERS.has(text)) return isSpacedBracket(pair);
  if (isOperator(pieces, index) || isOperator(pieces, index - 1)) return true;
  return WORD.test(before) && WORD.test(text);
}

/** Nothing stands between these and what is in front of them, or behind. */
const TIGHT_BEFORE: ReadonlySet<string> = new Set(['.', ',', ';', '@', '#', '^', '..']);
const TIGHT_BEHIND: ReadonlySet<string> = new Set(['.', '@', '#', '^', '..']);

/** Operators with a space on both sides. */
const SPACED: ReadonlySet<string> = new Set([
  ...['=', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&', '~>', ':=', '?', ':', '?:', '??', '|', '**'],
  ...['and', 'or', 'in', ',', ';'],
]);
/** Signs that also stand for something: a value, or the sign of a number. */
const EITHER: ReadonlySet<string> = new Set(['-', '*', '%', '**', '?', '<', '>']);

/** An operator between two values: what has none in front of it is a value, or belongs to the one behind. */
function isOperator(pieces: readonly Piece[], index: number): boolean {
  const text = pieces[index]?.text ?? '';
  if (!SPACED.has(text)) return false;
  if (!EITHER.has(text)) return true;
  return endsValue(pieces, index - 1);
}

function endsValue(pieces: readonly Piece[], index: number): boolean {
  const text = pieces[index]?.text ?? '';
  if (text === '' || OPENERS.has(text)) return false;
  if (CLOSERS.has(text)) return true;
  if (EITHER.has(text)) return !isOperator(pieces, index) && text !== '-';
  return !SPACED.has(text) && !TIGHT_BEHIND.has(text);
}

/** A bracket behind a value calls, filters or groups it; behind an operator it begins one. */
function isSpacedBracket({ pieces, index, before, text }: Pair): boolean {
  if (text === '{') return before === ')' || !endsValue(pieces, index - 1);
  return isOperator(pieces, index - 1) || before === 'and' || before === 'or' || before === 'in';
}

/** Indexes of the tokens of functions' signatures, `<n-n:n>`, which have no spaces. */
function signaturesIn(pieces: readonly Piece[]): ReadonlySet<number> {
  const found = new Set<number>();
  pieces.forEach(({ text }, index) => {
    if (text !== '<' || pieces[index - 1]?.text !== ')' || !closesParameters(pieces, index - 1)) return;
    for (let at = index; at < pieces.length && pieces[at]?.text !== '{'; at += 1) found.add(at);
  });
  return found;
}

function closesParameters(pieces: readonly Piece[], close: number): boolean {
  let open = close;
  while (open > 0 && pieces[open]?.text !== '(') open -= 1;
  return LAMBDAS.has(pieces[open - 1]?.text ?? '');
}

/** Indexes of the colons behind a key. The others belong to a condition. */
function keyColonsIn(pieces: readonly Piece[]): ReadonlySet<number> {
  const found = new Set<number>();
  // Conditions that still lack their colon, for each open bracket.
  const waiting = [0];
  pieces.forEach(({ text }, index) => {
    const count = waiting.at(-1) ?? 0;
    if (OPENERS.has(text)) waiting.push(0);
    else if (CLOSERS.has(text)) waiting.pop();
    else if (text === ',' || text === ';') waiting.splice(-1, 1, 0);
    else if (text === '?' && isOperator(pieces, index)) waiting.splice(-1, 1, count + 1);
    else if (text === ':' && count > 0) waiting.splice(-1, 1, count - 1);
    else if (text === ':') found.add(index);
  });
  return found;
}
