// The part of Markdown that read-me files and changelogs need. What is not understood stays text; HTML is text.

/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'emphasis'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

/** A piece of a text. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

const FENCE = /^\s*(?:```|~~~)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
/** The line below the head of a table. */
const RULE = /^\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?$/;
/** Text that is marked, in one pass from left to right. What is marked is short, so that a hostile text is read in time. */
const MARKED =
  /`([^`]{1,500})`|\*\*([^*]{1,500})\*\*|__([^_]{1,500})__|(?<![\w*])\*([^*\s][^*]{0,500})\*|(?<!\w)_([^_\s][^_]{0,500})_(?!\w)|\[([^\]]{1,300})\]\(([^)\s]{1,2000})(?:\s[^)]{0,300})?\)/g;

/** The blocks of a Markdown text. */
export function parseMarkdown(text: string): readonly Block[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const read = readBlock(lines, at);
    if (read.block !== undefined) blocks.push(read.block);
    at = read.next;
  }
  return blocks;
}

interface ReadBlock {
  readonly block?: Block;
  readonly next: number;
}

function readBlock(lines: readonly string[], at: number): ReadBlock {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { next: at + 1 };
  if (FENCE.test(line)) return readCode(lines, at);
  const heading = HEADING.exec(line);
  if (heading !== null)
    return {
      block: { kind: 'heading', level: heading[1]?.length ?? 1, inlines: parseInlines(heading[2] ?? '') },
      next: at + 1,
    };
  if (line.includes('|') && RULE.test(lines[at + 1] ?? '')) return readTable(lines, at);
  return ITEM.test(line) ? readList(lines, at) : readParagraph(lines, at);
}

function readCode(lines: readonly string[], at: number): ReadBlock {
  const end = lines.findIndex((line, index) => index > at && FENCE.test(line));
  const last = end === -1 ? lines.length : end;
  return { block: { kind: 'code', text: lines.slice(at + 1, last).join('\n') }, next: last + 1 };
}

function readList(lines: readonly string[], at: number): ReadBlock {
  const isOrdered = ITEM.exec(lines[at] ?? '')?.[1] !== undefined;
  const items: string[] = [];
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const item = ITEM.exec(line)?.[2];
    // A line further in belongs to the item above it.
    if (item === undefined && !/^\s+\S/.test(line)) break;
    if (item === undefined) items.push(`${items.pop() ?? ''} ${line.trim()}`);
    else items.push(item);
  }
  return { block: { kind: 'list', isOrdered, items: items.map(parseInlines) }, next };
}

function readTable(lines: readonly string[], at: number): ReadBlock {
  let next = at + 2;
  while ((lines[next] ?? '').includes('|')) next += 1;
  const rows = lines.slice(at + 2, next).map(cellsOf);
  return { block: { kind: 'table', head: cellsOf(lines[at] ?? ''), rows }, next };
}

/** What stands between the lines of a row; a line that is escaped, or inside of code, is text. */
function cellsOf(line: string): readonly (readonly Inline[])[] {
  const text = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  const cells = text.match(/(?:\\.|`[^`]*`|[^|\\`]|[\\`])+/g) ?? [];
  return cells.map((cell) => parseInlines(cell.trim().replaceAll('\\|', '|')));
}

function readParagraph(lines: readonly string[], at: number): ReadBlock {
  let next = at + 1;
  const ends = (line: string): boolean =>
    line.trim() === '' || FENCE.test(line) || HEADING.test(line) || ITEM.test(line);
  while (next < lines.length && !ends(lines[next] ?? '')) next += 1;
  const text = lines
    .slice(at, next)
    .map((line) => line.trim())
    .join(' ');
  return { block: { kind: 'paragraph', inlines: parseInlines(text) }, next };
}

/** The pieces of a line. */
function parseInlines(text: string): readonly Inline[] {
  const pieces: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKED)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push(inlineOf(match));
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

function inlineOf(match: RegExpExecArray): Inline {
  const [whole, code, strong, alsoStrong, emphasis, alsoEmphasis, link, url = ''] = match;
  if (code !== undefined) return { kind: 'code', text: code };
  const bold = strong ?? alsoStrong;
  if (bold !== undefined) return { kind: 'strong', text: bold };
  const leaning = emphasis ?? alsoEmphasis;
  if (leaning !== undefined) return { kind: 'emphasis', text: leaning };
  // A stranger wrote the address: nothing but the web is followed.
  return link !== undefined && isWebUrl(url)
    ? { kind: 'link', text: link, url }
    : { kind: 'text', text: link ?? whole };
}

const isWebUrl = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
