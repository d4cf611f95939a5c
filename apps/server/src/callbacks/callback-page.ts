import { PLAIN_PAGE_POLICY, printPlainPage } from '../error-pages/error-page.ts';
import { escapeHtml } from '../forms/escape-html.ts';
import type { ProblemDto } from '../http/problem.dto.ts';

export const CALLBACK_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': PLAIN_PAGE_POLICY,
} as const;

const print = (title: string, text: string): string =>
  printPlainPage(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`);

/** For whoever has opened the address in a browser. */
export const NOTED_PAGE = print('Thank you', 'Thank you, this is noted. You can close this page.');

/** For what shows people where a link leads. */
export const PREVIEW_PAGE = print('An answer', 'Something waits for an answer. Opening this address gives it.');

/** What went wrong, as a person should read it. */
export const printCallbackProblem = ({ title, detail = '' }: ProblemDto): string => print(title, detail);
