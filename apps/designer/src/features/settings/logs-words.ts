import words from '../../i18n/en/logs.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('logs', words);
