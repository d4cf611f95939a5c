export const DEAD_LETTER_STORE = Symbol('DeadLetterStore');
export const REDRIVES = Symbol('Redrives');
