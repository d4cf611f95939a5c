import { ALERT_EVENTS, type Alert, type AlertEvent, type TakenDelivery } from '@millrace/runtime';
import { alertLinks, sayAlert, type AlertLink } from './alert-words.ts';

/** One message, as channels send it. */
export interface AlertMessage {
  /** Stays when it is sent again. */
  readonly id: string;
  readonly workspaceId: string;
  /** The slug. */
  readonly workspace: string;
  /** Somebody tries the channel: it tells of nothing. */
  readonly isTest: boolean;
  /** Of what happened in quiet hours. */
  readonly isDigest: boolean;
  readonly subject: string;
  readonly items: readonly MessageItem[];
}
export interface MessageItem {
  readonly event: AlertEvent;
  readonly alert: Alert;
  readonly sentence: string;
  readonly links: readonly AlertLink[];
}

/** What a delivery says; an alert that is gone meanwhile says nothing. */
export function messageOf({ delivery, alerts, workspace }: TakenDelivery, publicUrl: string): AlertMessage {
  const { id, workspaceId, isDigest, events } = delivery;
  const items = events.flatMap((event): readonly MessageItem[] => {
    const alert = alerts.find((one) => one.id === event.alertId);
    if (alert === undefined) return [];
    return [{ event, alert, sentence: sayAlert(alert), links: alertLinks(alert, { publicUrl, workspace }) }];
  });
  return {
    id,
    workspaceId,
    workspace,
    isTest: false,
    isDigest,
    subject: subjectOf(items, { isDigest, workspace }),
    items,
  };
}

/** What is sent to try a channel. */
export function testMessage(place: {
  readonly id: string;
  readonly workspaceId: string;
  readonly workspace: string;
  readonly channel: string;
}): AlertMessage {
  const { channel, ...named } = place;
  const subject = `Test of the channel "${channel}": alerts of ${place.workspace} will come here`;
  return { ...named, isTest: true, isDigest: false, subject, items: [] };
}

const STATES = { fired: 'firing', reminded: 'still firing', cleared: 'cleared' } as const;

/** "[main] Firing: error rate of orders is 62 %", or how many there are of which. */
function subjectOf(
  items: readonly MessageItem[],
  { isDigest, workspace }: { readonly isDigest: boolean; readonly workspace: string },
): string {
  const head = `[${workspace}] ${isDigest ? 'While it was quiet: ' : ''}`;
  const [first, ...others] = items;
  if (first === undefined) return `${head}nothing`;
  if (others.length === 0) return `${head}${headOf(first.event.kind)}: ${first.sentence}`;
  const counts = ALERT_EVENTS.flatMap((kind) => {
    const count = items.filter(({ event }) => event.kind === kind).length;
    return count === 0 ? [] : [`${count} ${STATES[kind]}`];
  });
  return `${head}${counts.join(', ')}`;
}

/** "Firing", "Still firing", "Cleared". */
export const headOf = (kind: AlertEvent['kind']): string =>
  STATES[kind].replace(/^./, (letter) => letter.toUpperCase());
