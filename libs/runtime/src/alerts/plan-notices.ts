import type { AlertEvent } from './alert.ts';
import type { AlertRule } from './alert-rule.ts';
import type { AlertNotice } from './alert-store.ts';
import { findQuietEnd } from './quiet-hours.ts';

/** What a look at a rule has to tell. */
export interface RuleNews {
  readonly rule: Pick<AlertRule, 'id' | 'channelIds' | 'severity' | 'quietHours'>;
  readonly event: AlertEvent;
}

/**
 * One message for each channel, of all that is told now; what falls into quiet hours waits for their end, and is one message
 * with whatever else waits for the same moment.
 */
export function planNotices(
  news: readonly RuleNews[],
  { nowMs, newId }: { readonly nowMs: number; readonly newId: () => string },
): readonly AlertNotice[] {
  const planned = new Map<string, AlertNotice>();
  for (const { rule, event } of news) {
    const { quietHours, severity } = rule;
    const quietEndMs =
      quietHours === undefined || severity === 'critical' ? undefined : findQuietEnd(quietHours, nowMs);
    const dueAtMs = quietEndMs ?? nowMs;
    for (const channelId of new Set(rule.channelIds)) {
      const key = `${channelId} ${dueAtMs} ${quietEndMs === undefined}`;
      const known = planned.get(key);
      const events = [...(known?.events ?? []), { ...event, ruleId: rule.id }];
      const id = known?.id ?? newId();
      planned.set(key, { id, channelId, dueAtMs, isDigest: quietEndMs !== undefined, events });
    }
  }
  return [...planned.values()];
}
