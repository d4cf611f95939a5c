import words from '../../i18n/en/workflow-tests.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('workflow-tests', words);
