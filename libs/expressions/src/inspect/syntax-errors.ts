import type { SyntaxNode } from '../syntax-node.ts';
import { draftOf, mend, type Draft } from './mend.ts';
import { parse, type Complaint, type Parsed } from './parse.ts';

/** The tree of a text, or everything that the parser has against it. */
export type Syntax = { readonly tree: SyntaxNode } | { readonly complaints: readonly Complaint[] };

const MAX_COMPLAINTS = 10;
/** Mends that follow one another; several may be needed to get past one mistake. */
const MAX_MENDS = 20;
/** Characters that are parsed while looking for more than the first mistake. */
const MAX_PARSED_CHARACTERS = 200_000;

/** Codes of what the parser finds when it has read all of a text. */
const AFTER_READING: ReadonlySet<string> = new Set(['S0209', 'S0210', 'S0213', 'S0215', 'S0216', 'S0217']);

interface Attempt {
  readonly draft: Draft;
  readonly parsed: Parsed;
}

/**
 * Parses a text. After a mistake, the text is mended in the way that lets the parser come farthest, so that it finds the
 * next one. Of several complaints about one place the first counts. Throws a RangeError for what nests too deep.
 */
export function parseSyntax(source: string): Syntax {
  const first = parse(source);
  if ('tree' in first) return first;
  const complaints = new Map<number, Complaint>();
  let attempt: Attempt | undefined = { draft: draftOf(source), parsed: first };
  let farthestPosition = -1;
  let charactersLeft = MAX_PARSED_CHARACTERS;
  for (let mends = 0; mends < MAX_MENDS && complaints.size < MAX_COMPLAINTS; mends += 1) {
    if (attempt === undefined || 'tree' in attempt.parsed) break;
    const { draft, parsed } = attempt;
    const position = draft.origins[parsed.complaint.position] ?? source.length;
    const isAhead = position > farthestPosition || AFTER_READING.has(parsed.complaint.code);
    if (isAhead && !complaints.has(position)) complaints.set(position, { ...parsed.complaint, position });
    farthestPosition = Math.max(farthestPosition, position);
    const drafts = mend(draft, parsed.complaint);
    charactersLeft -= drafts.length * source.length;
    attempt = charactersLeft < 0 ? undefined : farthest(drafts);
  }
  return { complaints: [...complaints.values()].sort((left, right) => left.position - right.position) };
}

/** The first of the drafts that the parser reads farthest. */
function farthest(drafts: readonly Draft[]): Attempt | undefined {
  let best: (Attempt & { readonly reach: number }) | undefined;
  for (const draft of drafts) {
    const parsed = tryParse(draft.text);
    const reach = parsed === undefined ? -1 : reachOf(parsed, draft);
    if (parsed !== undefined && (best === undefined || reach > best.reach)) best = { draft, parsed, reach };
  }
  return best;
}

function tryParse(text: string): Parsed | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function reachOf(parsed: Parsed, { text, origins }: Draft): number {
  if ('tree' in parsed || AFTER_READING.has(parsed.complaint.code)) return text.length + 1;
  return origins[parsed.complaint.position] ?? text.length;
}
