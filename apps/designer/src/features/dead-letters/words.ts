import words from '../../i18n/en/dead-letters.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('deadLetters', words);
