import { MAX_DELIVERY_WAIT_SECONDS, MAX_QUIET_MS, MAX_STEP_BACK_MS, type AlertDelivery } from '@millrace/runtime';

export const isRuleDue = (nextMs: number, nowMs: number): boolean =>
  isDue(nextMs, { nowMs, longestMs: MAX_STEP_BACK_MS });

export function isDeliveryDue({ state, isDigest, attempts, dueAtMs }: AlertDelivery, nowMs: number): boolean {
  const longestMs = isDigest && attempts === 0 ? MAX_QUIET_MS : MAX_DELIVERY_WAIT_SECONDS * 1000;
  return state === 'waiting' && isDue(dueAtMs, { nowMs, longestMs });
}

/** Also what would wait for longer than anything is put off: the clock was ahead then. */
const isDue = (atMs: number, { nowMs, longestMs }: { readonly nowMs: number; readonly longestMs: number }): boolean =>
  atMs <= nowMs || atMs > nowMs + longestMs;
