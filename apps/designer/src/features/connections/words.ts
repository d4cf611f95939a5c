import words from '../../i18n/en/connections.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('connections', words);
