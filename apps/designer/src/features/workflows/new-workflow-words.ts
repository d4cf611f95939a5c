import words from '../../i18n/en/new-workflow.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('new-workflow', words);
