const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
const inline = (text: string): string =>
  escape(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');

const STYLE =
  'body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}' +
  'h2{font-size:1.1rem;margin-top:2rem;border-top:1px solid #d0d7de;padding-top:1rem}code{background:#eef1f4;padding:.1em .3em}' +
  ':target{background:#fff8c5}@media(prefers-color-scheme:dark){body{color:#e6e8ea;background:#14171a}code{background:#2a2f35}' +
  ':target{background:#4d4200}}';

/** Policy of these pages: text and their own style, nothing else. */
export const PLAIN_PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A page of ours without scripts: a title and ready HTML. */
export function printPlainPage(title: string, html: string): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width,initial-scale=1">' +
    `<title>${escape(title)} · Millrace</title><style>${STYLE}</style></head><body><main>${html}</main></body></html>\n`
  );
}

/** The subset of Markdown that docs/errors uses: headings, paragraphs, lists, code and bold. A heading's id is its text. */
export function printErrorPage(markdown: string): string {
  const blocks = markdown.trim().split(/\n{2,}/);
  const title = /^# (.*)/.exec(blocks[0] ?? '')?.[1] ?? 'Errors';
  return printPlainPage(title, blocks.map(printBlock).join('\n'));
}

function printBlock(block: string): string {
  const heading = /^(#{1,3}) (.*)$/.exec(block);
  if (heading !== null) {
    const [, marks = '#', text = ''] = heading;
    const id = escape(text.replaceAll('`', ''));
    return `<h${marks.length} id="${id}">${inline(text)}</h${marks.length}>`;
  }
  if (block.startsWith('- ')) {
    const items = block.split(/\n(?=- )/).map((item) => `<li>${inline(item.slice(2).replaceAll('\n', ' '))}</li>`);
    return `<ul>${items.join('')}</ul>`;
  }
  return `<p>${inline(block.replaceAll('\n', ' '))}</p>`;
}
