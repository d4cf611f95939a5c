/** Where to go after signing in: only inside of this application. */
export function safeNext(next: string | undefined, fallback: string): string {
  return next !== undefined && /^\/w\/[^/\\]/.test(next) ? next : fallback;
}
