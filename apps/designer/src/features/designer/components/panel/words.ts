import words from '../../../../i18n/en/step-panel.json' with { type: 'json' };
import { addWords } from '../../../../lib/i18n.ts';

addWords('stepPanel', words);

/** The words of the step panel's tabs. */
export const PANEL_WORDS = 'stepPanel';
