import words from '../../i18n/en/versions.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('versions', words);
