import words from '../../i18n/en/system.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('system', words);
