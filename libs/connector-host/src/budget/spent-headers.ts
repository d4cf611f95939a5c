/** A service that asks for more is asked again after this long. */
const MAX_BLOCK_MS = 3_600_000;
/** Smaller numbers are seconds from now, larger ones a moment. */
const EPOCH_SECONDS = 1_000_000_000;
const EPOCH_MS = 1_000_000_000_000;

/** How long an answer says that no more calls are taken; undefined when some are left, or it does not say. */
export function spentForMs(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const forMs = ofField(headers) ?? ofOldFields(headers, nowMs);
  return forMs === undefined || forMs <= 0 ? undefined : Math.min(forMs, MAX_BLOCK_MS);
}

/** The field `RateLimit` of the HTTP working group: `"default";r=0;t=30`. Several policies: the one that is used up. */
function ofField({ ratelimit }: Readonly<Record<string, string>>): number | undefined {
  for (const policy of (ratelimit ?? '').split(',')) {
    const [, left] = /;\s*r=(\d+)/.exec(policy) ?? [];
    const [, seconds] = /;\s*t=(\d+)/.exec(policy) ?? [];
    if (left !== undefined && seconds !== undefined && Number(left) === 0) return Number(seconds) * 1000;
  }
  return undefined;
}

function ofOldFields(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  for (const prefix of ['ratelimit', 'x-ratelimit', 'x-rate-limit']) {
    const left = numberOf(headers[`${prefix}-remaining`]);
    const reset = numberOf(headers[`${prefix}-reset`]);
    if (left === 0 && reset !== undefined) return untilReset(reset, nowMs);
  }
  return undefined;
}

function untilReset(reset: number, nowMs: number): number {
  if (reset >= EPOCH_MS) return reset - nowMs;
  return reset >= EPOCH_SECONDS ? reset * 1000 - nowMs : reset * 1000;
}

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
