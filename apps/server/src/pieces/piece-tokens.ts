/** Where pieces are installed. */
export const PIECES_FOLDER = Symbol('PiecesFolder');
