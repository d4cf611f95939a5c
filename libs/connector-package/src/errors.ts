/** Code -> whose fault. What is wrong with a package is its maker's; that nothing can be unpacked here is this installation's. */
export const PACKAGE_ERRORS = {
  'package.path_escape': 'caller',
  'package.link': 'caller',
  'package.too_large': 'caller',
  'package.invalid': 'caller',
  'package.manifest_invalid': 'caller',
  'package.signature_invalid': 'caller',
  'package.integrity_mismatch': 'caller',
  'package.name_reserved': 'caller',
  'package.import_forbidden': 'caller',
  'package.build_failed': 'caller',
  'package.code_failed': 'caller',
  'package.folder_invalid': 'caller',
  'package.child_failed': 'system',
} as const;
export type PackageErrorCode = keyof typeof PACKAGE_ERRORS;

/** A package that is refused, or a folder of which none can be made. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  readonly code: PackageErrorCode;
  /** A sentence each, where there is more than one thing to say. */
  readonly problems: readonly string[];

  constructor(
    code: PackageErrorCode,
    message: string,
    { cause, problems = [] }: { readonly cause?: unknown; readonly problems?: readonly string[] } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.problems = problems;
  }
}

/** What was thrown, in its own words. */
export function messageOf(cause: unknown): string {
  const { message } = (cause ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? message : String(cause);
}

/** One problem is the message; several are listed below it. */
export function refuse(code: PackageErrorCode, what: string, problems: readonly string[]): PackageError {
  const [only] = problems;
  const isOne = problems.length === 1 && only !== undefined;
  return new PackageError(code, isOne ? `${what}: ${only}` : `${what}: ${problems.length} problems.`, { problems });
}
