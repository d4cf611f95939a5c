import { RuntimeError } from '@millrace/runtime';

/** SQLSTATE, or the system's code of a failed connection; also when TypeORM has wrapped it. */
function codeOf(cause: unknown): string {
  const { code, driverError } = cause as {
    readonly code?: unknown;
    readonly driverError?: { readonly code?: unknown };
  };
  const found = code ?? driverError?.code;
  return typeof found === 'string' ? found : '';
}

export function isUniqueViolation(cause: unknown): boolean {
  return codeOf(cause) === '23505';
}

/** A lock was not to be had in time, or only in a circle. */
export function isLockFailure(cause: unknown): boolean {
  return ['55P03', '40P01'].includes(codeOf(cause));
}

/** SQLSTATE classes 22, 23 and 54: the data itself is refused, so another try would end the same. */
export function isRefusal(cause: unknown): boolean {
  return /^(?:2[23]|54)/.test(codeOf(cause));
}

/** A statement that took too long may do so each time, for what it holds. */
const isTooSlow = (cause: unknown): boolean => codeOf(cause) === '57014';

/** Lost and refused connections carry no code when the driver notices them itself. */
const DRIVER_MESSAGES =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered|^Query read timeout/;

/** Did the database or the way to it fail, rather than our own code? */
export function isDatabaseFault(cause: unknown): boolean {
  if (/^[0-9A-Z]{5}$|^E[A-Z]+$/.test(codeOf(cause))) return true;
  return cause instanceof Error && DRIVER_MESSAGES.test(cause.message);
}

/** A database failure as the ports promise it. */
export function storeFailure(cause: unknown): RuntimeError {
  if (codeOf(cause) === '53100') {
    return new RuntimeError(
      'store.disk_low',
      'The disk of the database is full. Free some space; nothing that was accepted is lost.',
      { cause },
    );
  }
  if (isRefusal(cause)) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new RuntimeError('store.unavailable', `The database refused to keep this: ${reason}`, { cause });
  }
  return new RuntimeError(
    'store.unavailable',
    'The database does not answer. What was accepted is kept; try again shortly.',
    { cause, ...(isTooSlow(cause) ? {} : { detail: { isOutage: true } }) },
  );
}
