import type { LanguageLoader } from './lazy-code-editor.tsx';

/** JSON with colours. */
export const loadJson: LanguageLoader = async () => (await import('@codemirror/lang-json')).json();
