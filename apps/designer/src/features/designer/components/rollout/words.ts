import words from '../../../../i18n/en/rollouts.json' with { type: 'json' };
import { addWords } from '../../../../lib/i18n.ts';

addWords('rollouts', words);
