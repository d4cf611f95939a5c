export const BOARD_STORE = Symbol('BoardStore');
