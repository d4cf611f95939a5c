// Moments as forms show them and as JSON Schema writes them.

/** The formats of JSON Schema that tell a time. */
export type MomentFormat = 'date-time' | 'date' | 'time';

/** What an input of the browser shows for a stored text; `undefined` for a text that is none of the format. */
export function shownMoment(text: string, format: MomentFormat): string | undefined {
  if (text === '') return '';
  if (format === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
  if (format === 'time') return /^(\d{2}:\d{2}(?::\d{2})?)/.exec(text)?.[1];
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) return undefined;
  const at = new Date(atMs);
  const local = new Date(atMs - at.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, local.endsWith(':00.000Z') ? 16 : 19);
}

/** How what an input of the browser gives is stored: a moment with its zone, a time of day in UTC. */
export function storedMoment(shown: string, format: MomentFormat): string | undefined {
  if (shown === '') return undefined;
  if (format === 'date') return shown;
  if (format === 'time') return `${shown.length === 5 ? `${shown}:00` : shown}Z`;
  const atMs = Date.parse(shown);
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString().replace('.000Z', 'Z');
}
