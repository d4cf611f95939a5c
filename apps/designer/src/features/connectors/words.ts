import words from '../../i18n/en/catalogue.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('catalogue', words);
