import words from '../../i18n/en/bulk.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('bulk', words);
