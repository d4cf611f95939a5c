import words from '../../i18n/en/expressions.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('expressions', words);

/** The namespace of the editor's words. Whoever asks for it has them loaded. */
export const EDITOR_WORDS = 'expressions';
