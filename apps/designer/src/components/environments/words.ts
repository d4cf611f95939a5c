import words from '../../i18n/en/environments.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('environments', words);
