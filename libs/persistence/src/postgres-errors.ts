/** SQLSTATE 23505, also when TypeORM has wrapped it. */
export function isUniqueViolation(cause: unknown): boolean {
  const { code, driverError } = cause as { readonly code?: string; readonly driverError?: { readonly code?: string } };
  return code === '23505' || driverError?.code === '23505';
}
