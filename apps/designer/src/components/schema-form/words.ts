import words from '../../i18n/en/fields.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('fields', words);

/** The namespace of the fields' words. Whoever asks for it has them loaded. */
export const FIELD_WORDS = 'fields';
