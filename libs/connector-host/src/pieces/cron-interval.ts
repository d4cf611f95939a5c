/** Of the five fields: minute, hour, day of the month, month, day of the week. */
const UNIT_SECONDS = [60, 3600, 86_400, 2_592_000, 86_400] as const;
const ORDER = [0, 1, 2, 4, 3] as const;
const WEEK_SECONDS = 604_800;

/**
 * About how many seconds lie between two times of a cron expression of five fields; undefined where it cannot be read. Pieces
 * write a step of minutes or hours; for others the shortest gap of the first field that counts is close enough.
 */
export function cronSeconds(expression: string): number | undefined {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  // From the smallest unit up: the first field that is not one fixed value says how often.
  for (const [position, field] of ORDER.map((place) => [place, fields[place] ?? '*'] as const)) {
    const unit = UNIT_SECONDS[position];
    const step = /^(?:\*|\d+-\d+)\/(\d+)$/.exec(field)?.[1];
    if (step !== undefined) return Math.max(1, Number(step)) * unit;
    if (field === '*' || field === '?') return unit;
    const gap = shortestGap(field);
    if (gap !== undefined) return gap * unit;
  }
  return WEEK_SECONDS;
}

function shortestGap(field: string): number | undefined {
  const values = field.split(',').map(Number);
  if (values.length < 2 || values.some((value) => !Number.isInteger(value))) return undefined;
  const sorted = [...values].sort((left, right) => left - right);
  return Math.max(1, Math.min(...sorted.slice(1).map((value, index) => value - (sorted[index] ?? 0))));
}
