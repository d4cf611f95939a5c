/** The smallest UUIDv7 of a moment: a bound for ids by time. RFC 9562 §5.7. */
export function firstUuidOf(epochMs: number): string {
  const hex = Math.max(0, Math.floor(epochMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ids may come from an address that a person typed, and Postgres refuses what is none. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The moment inside a UUIDv7, epoch milliseconds. */
export function timeOfUuid(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
