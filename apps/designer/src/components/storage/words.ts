import words from '../../i18n/en/storage.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('storage', words);
