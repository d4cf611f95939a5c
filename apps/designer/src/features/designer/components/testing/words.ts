import words from '../../../../i18n/en/testing.json' with { type: 'json' };
import { addWords } from '../../../../lib/i18n.ts';

addWords('testing', words);

/** The words of testing in the designer. */
export const TESTING_WORDS = 'testing';
