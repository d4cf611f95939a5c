const HOUR_MS = 3_600_000;

interface Part {
  readonly at: string;
  readonly total: number;
  readonly failed: number;
}

/** The last 24 hours, each one: also those in which nothing ended. */
export function lastHours(parts: readonly Part[], nowMs: number): readonly Omit<Part, 'at'>[] {
  const byHour = new Map(parts.map((part) => [Date.parse(part.at), part]));
  const newestMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  return Array.from({ length: 24 }, (_, index) => {
    const { total = 0, failed = 0 } = byHour.get(newestMs - (23 - index) * HOUR_MS) ?? {};
    return { total, failed };
  });
}
