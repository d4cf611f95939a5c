import { createPlainSender } from '@millrace/connector-host';
import { AlertCourier, AlertWatch, createIds } from '@millrace/runtime';
import { AlertSender } from '../alerts/channels/alert-sender.ts';
import type { ExecutionPlatform } from './execution-platform.ts';
import type { PlatformParts } from './platform.ts';

/** What looks at rules in this server, and what tells of them. */
export interface OpenedAlerts {
  readonly alertWatch: AlertWatch;
  readonly alertSender: AlertSender;
  readonly alertCourier: AlertCourier;
}

export function openAlerts(
  { log, metrics, settings, address }: PlatformParts,
  { stores, engine, secrets, guard, clock }: ExecutionPlatform,
): OpenedAlerts {
  const { alerts: store, workflows, schedules, connections, errorGroups: groups, versionHistory: history } = stores;
  const { deadLetters } = stores;
  const reportAs =
    (what: string) =>
    (error: unknown): void => {
      metrics.countError('system', codeOf(error));
      log.error({ error }, what);
    };
  const alertSender = new AlertSender({
    vault: secrets,
    mail: { smtpUrl: settings.smtpUrl, smtpFrom: settings.smtpFrom, publicUrl: () => address.publicUrl },
    web: { send: createPlainSender(guard, { reads: 'beginning' }), nowMs: () => clock.nowMs() },
    workflow: { workflows, engine },
  });
  const alertCourier = new AlertCourier({
    ...{ store, clock },
    send: (taken) => alertSender.send(taken),
    report: reportAs('Could not send an alert; it is tried again'),
  });
  const alertWatch = new AlertWatch({
    ...{ store, clock, ids: createIds(clock) },
    sources: {
      metrics: stores.metrics,
      arrivals: store,
      schedules,
      workflows,
      connections,
      groups,
      history,
      deadLetters,
    },
    onNotices: () => alertCourier.wake(),
    report: reportAs('Could not look at an alert rule; the next look comes soon'),
  });
  return { alertWatch, alertSender, alertCourier };
}

/** A defect has none. */
function codeOf(thrown: unknown): string {
  const { code } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'internal.unexpected';
}
