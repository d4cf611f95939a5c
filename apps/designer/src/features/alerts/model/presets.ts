import type { AlertCondition } from '../../../lib/contract.ts';

export type PresetId =
  | 'errorRate'
  | 'duration'
  | 'noSuccess'
  | 'webhookSilent'
  | 'scheduleSilent'
  | 'queueWait'
  | 'queueAge'
  | 'connections'
  | 'deadLetters';

/** A rule to begin with. */
export interface Preset {
  readonly id: PresetId;
  readonly condition: AlertCondition;
}

const above = (
  metric: Extract<AlertCondition, { kind: 'above' }>['metric'],
  threshold: number,
  minCount: number,
): AlertCondition => ({ kind: 'above', metric, threshold, windowMinutes: 15, minCount });

const DEAD_LETTERS: Preset = { id: 'deadLetters', condition: { kind: 'dead_letters', threshold: 0 } };
const ERROR_RATE: Preset = { id: 'errorRate', condition: above('error_rate', 0.05, 20) };

/** What is worth watching of one workflow. */
export const WORKFLOW_PRESETS: readonly Preset[] = [
  ERROR_RATE,
  { id: 'noSuccess', condition: { kind: 'no_success', windowMinutes: 60 } },
  { id: 'duration', condition: above('duration_p95', 30_000, 20) },
  { id: 'webhookSilent', condition: { kind: 'silent', source: 'webhook', windowMinutes: 60 } },
  { id: 'scheduleSilent', condition: { kind: 'silent', source: 'schedule', windowMinutes: 5 } },
  DEAD_LETTERS,
];

/** What is worth watching of all workflows together. */
export const WORKSPACE_PRESETS: readonly Preset[] = [
  ERROR_RATE,
  { id: 'queueWait', condition: above('queue_wait_p95', 60_000, 1) },
  { id: 'queueAge', condition: above('queue_age', 300_000, 1) },
  { id: 'connections', condition: { kind: 'connection', withinDays: 7 } },
  DEAD_LETTERS,
];
