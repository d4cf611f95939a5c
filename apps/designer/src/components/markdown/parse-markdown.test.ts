import { describe, expect, test } from '@jest/globals';
import { parseMarkdown } from './parse-markdown.ts';

describe('a text in Markdown', () => {
  test('has headings, paragraphs, lists and code', () => {
    const text = [
      '# Title #',
      '',
      'Two lines',
      'are one.',
      '- first',
      '  goes on',
      '* second',
      '',
      '1. one',
      '```ts',
      'a < b',
      '```',
    ];
    expect(parseMarkdown(text.join('\r\n'))).toEqual([
      { kind: 'heading', level: 1, inlines: [{ kind: 'text', text: 'Title' }] },
      { kind: 'paragraph', inlines: [{ kind: 'text', text: 'Two lines are one.' }] },
      {
        kind: 'list',
        isOrdered: false,
        items: [[{ kind: 'text', text: 'first goes on' }], [{ kind: 'text', text: 'second' }]],
      },
      { kind: 'list', isOrdered: true, items: [[{ kind: 'text', text: 'one' }]] },
      { kind: 'code', text: 'a < b' },
    ]);
  });

  test('keeps code that never ends', () => {
    expect(parseMarkdown('```\nleft open')).toEqual([{ kind: 'code', text: 'left open' }]);
  });

  test('marks parts of its lines', () => {
    const [block] = parseMarkdown('Use `get_ticket`, **now** or *soon*, see [the docs](https://example.com/a "b").');
    expect(block).toMatchObject({
      inlines: [
        { kind: 'text', text: 'Use ' },
        { kind: 'code', text: 'get_ticket' },
        { kind: 'text', text: ', ' },
        { kind: 'strong', text: 'now' },
        { kind: 'text', text: ' or ' },
        { kind: 'emphasis', text: 'soon' },
        { kind: 'text', text: ', see ' },
        { kind: 'link', text: 'the docs', url: 'https://example.com/a' },
        { kind: 'text', text: '.' },
      ],
    });
  });

  test('has tables, whose cells may hold code and escaped lines', () => {
    const [table, after] = parseMarkdown('| a | b |\n|---|:--:|\n| `x | y` | 1 \\| 2 |\n\nthen');
    expect(table).toEqual({
      kind: 'table',
      head: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]],
      rows: [[[{ kind: 'code', text: 'x | y' }], [{ kind: 'text', text: '1 | 2' }]]],
    });
    expect(after).toMatchObject({ kind: 'paragraph' });
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', '/settings', 'JAVASCRIPT:alert(1)', 'vbscript:x'])(
    'follows no link to %s',
    (url) => {
      const [block] = parseMarkdown(`[click](${url})`);
      expect(JSON.stringify(block)).not.toContain('"link"');
    },
  );

  test('takes HTML for what it is: text', () => {
    expect(parseMarkdown('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'paragraph', inlines: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }] },
    ]);
  });

  test('leaves names_with_marks and 2 * 3 * 4 alone', () => {
    expect(parseMarkdown('create_ticket_now, 2 * 3 * 4')).toEqual([
      { kind: 'paragraph', inlines: [{ kind: 'text', text: 'create_ticket_now, 2 * 3 * 4' }] },
    ]);
  });
});

test('a hostile text is read in time', () => {
  const startMs = performance.now();
  for (const sign of ['[', '*', '_', '`', '![x](', '**a', '| ', '|-', '\\']) parseMarkdown(sign.repeat(20_000));
  expect(performance.now() - startMs).toBeLessThan(2000);
});
