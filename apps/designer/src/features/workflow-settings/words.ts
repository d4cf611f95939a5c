import words from '../../i18n/en/workflow-settings.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('workflow-settings', words);
