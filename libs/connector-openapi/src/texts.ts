// A document's words, fit for a form: no control characters, no more than there is room for.

/** Control characters, which some databases and all forms refuse; line ends and tabs stay. */
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;

/** At most so many characters, never half of one. */
export function cutText(text: string, maxLength: number): string {
  const clean = text
    .replace(CONTROL, '')
    .replace(/\p{Surrogate}/gu, '')
    .trim();
  if (clean.length <= maxLength) return clean;
  return `${clean.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** One line of plain words: what is left of Markdown and HTML. */
export function toPlainLine(text: string): string {
  return text
    .slice(0, 600)
    .replace(/<[^>]*>/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*#>]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The first sentence of a text, when it is short enough. */
export function firstSentence(text: string, maxLength: number): string {
  const line = toPlainLine(text);
  const sentence = /^.{10,}?[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
  return cutText(sentence, maxLength);
}

/** The words of a name, however they are joined: `listForHTTPServer`, `list-for_http.server`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Words as a title begins: a capital first. */
export function toTitle(words: readonly string[]): string {
  const text = words.join(' ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
