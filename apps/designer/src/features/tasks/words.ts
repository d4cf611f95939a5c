import words from '../../i18n/en/tasks.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';

addWords('tasks', words);
