import words from '../../i18n/en/metrics.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('metrics', words);
