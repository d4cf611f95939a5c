import words from '../../i18n/en/queues.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('queues', words);
