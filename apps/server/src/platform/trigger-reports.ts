import type { TriggerReport } from '@millrace/runtime';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';

interface Listeners {
  readonly log: Logger;
  readonly metrics: Metrics;
}
type Note<Kind extends TriggerReport['kind']> = (
  report: Extract<TriggerReport, { readonly kind: Kind }>,
  listeners: Listeners,
) => void;

const NOTES: { readonly [Kind in TriggerReport['kind']]: Note<Kind> } = {
  'trigger.heard': ({ by, kept, repeated }, { metrics }) => metrics.countItems({ by, kept, repeated }),
  'trigger.polled': ({ outcome }, { metrics }) => metrics.countPoll(outcome),
  'trigger.failed': ({ workflow, workflowId, triggerId, trouble }, { log }) =>
    log.warn(
      { workflow, workflowId, triggerId, ...trouble },
      'A trigger could not do what it should; it is tried again',
    ),
  'trigger.item_failed': ({ workflow, workflowId, triggerId, itemId, cause }, { log }) =>
    log.warn(
      { workflow, workflowId, triggerId, itemId, error: cause },
      'An item has no run: the keys of its trigger cannot be told',
    ),
  'subscription.step': ({ subscriptionId, step, trouble }, { log, metrics }) => {
    metrics.countSubscriptionStep(step, trouble === undefined ? 'ok' : 'failed');
    if (trouble === undefined) log.info({ subscriptionId, step }, 'A service was asked about a subscription');
    else log.warn({ subscriptionId, step, ...trouble }, 'A subscription failed; it is tried again');
  },
  'subscription.created_again': ({ subscriptionId }, { log }) =>
    log.warn(
      { subscriptionId },
      'A process ended while it subscribed, and the service cannot say what it knows: asked again, it may tell twice',
    ),
  'subscription.left_behind': ({ subscriptionId, trouble }, { log }) =>
    log.warn(
      { subscriptionId, ...trouble },
      'A service could not be told that nobody listens; remove the webhook there',
    ),
  'store.failed': ({ what, cause }, { log, metrics }) => {
    metrics.countError('system', 'store.unavailable');
    log.error({ what, error: cause }, 'The database failed');
  },
};

/** Writes down what triggers tell: lines of the log, and figures. */
export function noteTriggerReport(report: TriggerReport, listeners: Listeners): void {
  (NOTES[report.kind] as Note<TriggerReport['kind']>)(report, listeners);
}
