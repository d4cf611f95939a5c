import words from '../../i18n/en/http-exchanges.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('http-exchanges', words);
