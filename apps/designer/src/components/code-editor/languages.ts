import type { LanguageLoader } from './lazy-code-editor.tsx';

/** JSON with colours. */
export const loadJson: LanguageLoader = async () => (await import('@codemirror/lang-json')).json();

/** What a text may be written in. */
export type CodeLanguage = 'json' | 'sql' | 'html' | 'javascript';

/** Each is loaded when a text of it is first shown. */
export const LANGUAGES: Readonly<Record<CodeLanguage, LanguageLoader>> = {
  json: loadJson,
  sql: async () => (await import('@codemirror/lang-sql')).sql(),
  html: async () => (await import('@codemirror/lang-html')).html(),
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
};
