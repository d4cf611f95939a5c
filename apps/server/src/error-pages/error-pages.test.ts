import { readdirSync, readFileSync } from 'node:fs';
import { PIECE_ERRORS } from '@millrace/connector-host';
import { OPENAPI_ERRORS } from '@millrace/connector-openapi';
import { PACKAGE_ERRORS } from '@millrace/connector-package';
import { EXPRESSION_ERRORS } from '@millrace/expressions';
import { BACKUP_ERRORS } from '@millrace/persistence/backup';
import { EMBEDDED_POSTGRES_ERRORS } from '@millrace/persistence/embedded';
import { RUNTIME_ERRORS } from '@millrace/runtime';
import { SECURITY_ERRORS } from '@millrace/security';
import { WORKFLOW_TEST_ERRORS } from '@millrace/workflow-tests';
import { SERVER_ERRORS } from '../errors.ts';
import { printErrorPage } from './error-page.ts';

const FOLDER = new URL('../../../../docs/errors/', import.meta.url);
const pages = readdirSync(FOLDER).map((file) => ({
  area: file.slice(0, -3),
  text: readFileSync(new URL(file, FOLDER), 'utf8'),
}));
const headings = pages.flatMap(({ area, text }) =>
  [...text.matchAll(/^## (.*)$/gm)].map(([, code = '']) => ({ area, code })),
);

test('every code of every package has its heading', () => {
  const codes = Object.keys({
    ...RUNTIME_ERRORS,
    ...SECURITY_ERRORS,
    ...SERVER_ERRORS,
    ...EXPRESSION_ERRORS,
    ...PACKAGE_ERRORS,
    ...PIECE_ERRORS,
    ...OPENAPI_ERRORS,
    ...BACKUP_ERRORS,
    ...EMBEDDED_POSTGRES_ERRORS,
    ...WORKFLOW_TEST_ERRORS,
  });
  const described = headings.map(({ code }) => code);
  expect(codes.filter((code) => !described.includes(code))).toEqual([]);
});

test('a code stands on the page of its area, once, with effect and advice', () => {
  for (const { area, code } of headings) expect(code.split('.')[0]).toBe(area);
  expect(new Set(headings.map(({ code }) => code)).size).toBe(headings.length);
  for (const { text } of pages) {
    const sections = text.split(/^## /m).slice(1);
    for (const section of sections) {
      expect(section).toContain('**Effect.**');
      expect(section).toContain('**What to do.**');
    }
  }
});

test('a page is HTML with an anchor per code, and text is text', () => {
  const html = printErrorPage('# Title <x>\n\n## area.code\n\nUse `a < b` & **more**.\n\n- one\n- two\n');
  expect(html).toContain('<h2 id="area.code">area.code</h2>');
  expect(html).toContain('<p>Use <code>a &lt; b</code> &amp; <strong>more</strong>.</p>');
  expect(html).toContain('<ul><li>one</li><li>two</li></ul>');
  expect(html).toContain('<title>Title &lt;x&gt; · Millrace</title>');
});
