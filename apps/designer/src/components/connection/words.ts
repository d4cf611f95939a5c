import words from '../../i18n/en/oauth.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('oauth', words);
