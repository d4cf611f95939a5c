import { RUNTIME_ERRORS, type RuntimeErrorCode } from '../errors.ts';

const NO_ROOM: ReadonlySet<string> = new Set<RuntimeErrorCode>(['intake.saturated', 'intake.backlog_full']);

/** Whether it may be done a little later. */
export function hasNoRoom(code: string): boolean {
  return NO_ROOM.has(code);
}

/** Throws on what is nobody's who asked. */
export function requireCallerFault(cause: unknown): { readonly code: string; readonly message: string } {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code !== 'string' || typeof message !== 'string') throw cause;
  if ((RUNTIME_ERRORS as Readonly<Record<string, 'caller' | 'system'>>)[code] !== 'caller') throw cause;
  return { code, message };
}
