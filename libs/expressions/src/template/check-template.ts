// Handlebars' parser takes quadratic time for what is nested, and seconds for a template full of placeholders: what would
// keep the process waiting is refused before it is parsed.
import { MAX_TEMPLATE_CHARACTERS } from '../limits.ts';

const MAX_TAGS = 1000;
const MAX_TAG_CHARACTERS = 1000;
const MAX_TAG_BRACKETS = 20;
const MAX_BLOCK_DEPTH = 50;

/** Where quoted text ends, by how it begins. */
const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '[': ']' };

/** What is too much in a template, or has no place in it, as a sentence. */
export function whyRefused(text: string): string | undefined {
  if (text.length > MAX_TEMPLATE_CHARACTERS) return `A template has ${MAX_TEMPLATE_CHARACTERS} characters at most.`;
  let tags = 0;
  /** For each open block, the blocks in it: itself, and one for every `{{else if …}}`. */
  const open: number[] = [];
  for (const tag of tagsOf(text)) {
    tags += 1;
    if (tags > MAX_TAGS) return `A template has ${MAX_TAGS} placeholders at most.`;
    if (tag.length > MAX_TAG_CHARACTERS) return `A placeholder has ${MAX_TAG_CHARACTERS} characters at most.`;
    if (tag.split('(').length > MAX_TAG_BRACKETS) return `A placeholder has ${MAX_TAG_BRACKETS} brackets at most.`;
    const [, unknown] = /^~?([#^]\s*(?!(?:if|unless|each|with)\b)[^\s~(|]+)/.exec(tag) ?? [];
    if (unknown !== undefined) return `There is no block {{${unknown}}} here: use if, unless, each or with.`;
    noteBlocks(tag, open);
    if (open.reduce((sum, blocks) => sum + blocks, 0) > MAX_BLOCK_DEPTH) {
      return `A template nests ${MAX_BLOCK_DEPTH} blocks at most.`;
    }
  }
  return undefined;
}

function noteBlocks(tag: string, open: number[]): void {
  const [mark = ''] = /^~?(?:[#/]|else\s+[^\s~]|\^\s*[^\s~])?/.exec(tag) ?? [];
  if (mark.endsWith('#')) open.push(1);
  else if (mark.endsWith('/')) open.pop();
  else if (mark.includes('else')) open.push((open.pop() ?? 0) + 1);
  else if (mark.includes('^')) open.push(1);
}

/** The inside of every `{{…}}`. */
function* tagsOf(text: string): Generator<string> {
  for (let start = text.indexOf('{{'); start !== -1; start = text.indexOf('{{', start)) {
    const end = text.startsWith('{{!--', start) ? endAfter(text, '--}}', start) : endOfTag(text, start + 2);
    yield text.slice(start + 2, end).replace(/^!.*/s, '');
    start = end;
  }
}

function endAfter(text: string, closing: string, from: number): number {
  const found = text.indexOf(closing, from);
  return found === -1 ? text.length : found + closing.length;
}

function endOfQuoted(text: string, closing: string, from: number): number {
  let found = text.indexOf(closing, from);
  while (found !== -1 && text[found - 1] === '\\') found = text.indexOf(closing, found + 1);
  return found === -1 ? text.length : found;
}

/** Quoted text may hold what would end a placeholder. */
function endOfTag(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    const closing = CLOSING[text.charAt(index)];
    if (closing !== undefined) index = endOfQuoted(text, closing, index + 1);
    else if (text.startsWith('}}', index)) return index;
  }
  return text.length;
}
