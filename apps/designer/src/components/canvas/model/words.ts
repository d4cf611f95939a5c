// What expressions, rules and times say, in words that fit on a card.
import type { Retrier, Trigger, WaitState } from '@millrace/machine';

/** An expression without its marks; any other text as it is. */
export const describeValue = (text: string): string => text.replace(/^\{%\s*|\s*%\}$/g, '');

/** A condition in words. */
export function describeCondition(condition: string | boolean): string {
  if (typeof condition === 'boolean') return condition ? 'always' : 'never';
  return describeValue(condition);
}

const ERROR_WORDS: Readonly<Record<string, string>> = {
  'States.ALL': 'any error',
  'States.Timeout': 'timeout',
  'States.TaskFailed': 'task failed',
  'States.QueryEvaluationError': 'expression failed',
  'Connector.RateLimited': 'rate limit',
  'Connector.Retryable': 'service failed',
  'Connector.Auth': 'credentials',
  'Connector.Fatal': 'refused',
  'Connector.OutcomeUnknown': 'outcome unknown',
};

/** Error names in words. */
export function describeErrors(names: readonly string[]): string {
  return names.map((name) => ERROR_WORDS[name] ?? name).join(', ');
}

/** A retry as its first rule says it. */
export function describeRetry([first]: readonly Retrier[]): string {
  if (first === undefined) return '';
  return `${first.MaxAttempts ?? 3}×, from ${first.IntervalSeconds ?? 1} s, ×${first.BackoffRate ?? 2}`;
}

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** Seconds as a short duration: 90 s, 2 h. */
export function describeSeconds(seconds: number): string {
  const unit = UNITS.find(([size]) => seconds >= size && seconds % size === 0);
  return unit === undefined ? `${seconds} s` : `${seconds / unit[0]} ${unit[1]}`;
}

/** What a Wait waits for. */
export function describeWait({ Seconds, Timestamp }: WaitState): string {
  if (typeof Seconds === 'number') return describeSeconds(Seconds);
  return describeValue(Timestamp ?? Seconds ?? '');
}

/** What a trigger listens to or when it fires; empty where that is said in other words. */
export function describeTrigger(trigger: Trigger, word: (key: string, values?: { time: string }) => string): string {
  if (trigger.type === 'webhook' || trigger.type === 'form') return `/${trigger.path}`;
  if (trigger.type === 'call') return word('trigger.callText');
  if (trigger.type === 'connector') return trigger.use;
  const { cron, timeZone = 'UTC', everySeconds } = trigger;
  if (cron !== undefined) return `${cron} · ${timeZone}`;
  return everySeconds === undefined
    ? word('trigger.noTime')
    : word('trigger.every', { time: describeSeconds(everySeconds) });
}
