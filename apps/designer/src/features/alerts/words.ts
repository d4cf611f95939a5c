import words from '../../i18n/en/alerts.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('alerts', words);
