import words from '../../i18n/en/boards.json' with { type: 'json' };
import { addWords } from '../../lib/i18n.ts';
import '../../components/metric-chart/words.ts';

addWords('boards', words);
