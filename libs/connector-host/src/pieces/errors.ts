/** Code -> whose fault. What is wrong with a piece is the asker's to know; what npm or a disk does is this installation's. */
export const PIECE_ERRORS = {
  'piece.name_invalid': 'caller',
  'piece.version_invalid': 'caller',
  'piece.tarball_invalid': 'caller',
  'piece.too_young': 'caller',
  'piece.not_found': 'caller',
  'piece.registry_failed': 'system',
  'piece.context_unsupported': 'caller',
  'piece.auth_unsupported': 'caller',
  'piece.native_code': 'caller',
  'piece.install_script': 'caller',
  'piece.own_server': 'caller',
  'piece.unloadable': 'caller',
  'piece.manifest_invalid': 'caller',
  'piece.action_unknown': 'caller',
  'piece.not_installed': 'caller',
  'piece.integrity_mismatch': 'system',
} as const;
export type PieceErrorCode = keyof typeof PIECE_ERRORS;

/** Why a piece cannot be installed, or not be loaded any more. */
export class PieceError extends Error {
  override readonly name = 'PieceError';
  readonly code: PieceErrorCode;

  constructor(code: PieceErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
  }
}
