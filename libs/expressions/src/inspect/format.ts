// An expression laid out anew. Only what stands between its tokens changes, so it means what it meant, comments and all.
import { layOut, type Piece } from './format-layout.ts';
import { parse } from './parse.ts';
import { tokensOf } from './tokens.ts';

/** Columns that a line may take. */
const DEFAULT_WIDTH = 60;

/** The expression in lines of that many columns at most where it can be broken; as it is when it is not valid. */
export function formatExpression(source: string, width = DEFAULT_WIDTH): string {
  if (!('tree' in tryParse(source))) return source;
  const tokens = tokensOf(source);
  const pieces: Piece[] = [];
  let end = 0;
  for (const token of tokens) {
    pieces.push(...commentsIn(source.slice(end, token.start)));
    pieces.push({ kind: 'token', text: source.slice(token.start, token.end) });
    end = token.end;
  }
  pieces.push(...commentsIn(source.slice(end)));
  return layOut(pieces, width);
}

function tryParse(source: string): object {
  try {
    return parse(source);
  } catch {
    // It nests deeper than can be looked at.
    return {};
  }
}

function commentsIn(gap: string): readonly Piece[] {
  return (gap.match(/\/\*[^]*?\*\//g) ?? []).map((text) => ({ kind: 'comment', text }));
}
