import { TRIGGER_STATES, type KeptTrigger, type Subscription } from '@millrace/runtime';
import { z } from 'zod';
import { appAddress, pastedAddress } from '../hooks/hook-addresses.ts';
import { named } from '../http/api-schemas.ts';
import { pageOf, toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';

export const triggersParams = z.strictObject({ name: keptText(1, 64) });
export type TriggersParams = z.infer<typeof triggersParams>;
export const triggerParams = z.strictObject({ name: keptText(1, 64), triggerId: keptText(1, 200) });
export type TriggerParams = z.infer<typeof triggerParams>;

const trouble = z
  .object({ code: z.string(), message: z.string() })
  .optional()
  .meta({ description: 'Why it does not do what it should.' });

const connectorTriggerDto = named(
  'ConnectorTrigger',
  z.object({
    triggerId: z.string(),
    use: z.string().meta({ description: '`<connector>/<trigger>`.' }),
    connection: z.string().optional(),
    kind: z
      .enum(['subscription', 'app', 'manual', 'polling', 'stream'])
      .optional()
      .meta({ description: 'How it hears of things; absent until its connector was asked.' }),
    state: z.enum(TRIGGER_STATES),
    trouble,
    notedAt: z.string().optional().meta({ description: 'When the state was noted.' }),
    startAt: z.string().meta({ description: 'What happened before is left out.' }),
    everySeconds: z.number().optional(),
    lastPollAt: z.string().optional().meta({ description: 'When the last poll that worked began.' }),
    nextPollAt: z.string().optional(),
    cursor: z.unknown().optional().meta({ description: 'How far it has read, as the connector says it.' }),
    address: z.string().optional().meta({ description: 'Where the service must call, for whoever sets it up there.' }),
    subscription: z
      .object({
        state: z.enum(['wanted', 'creating', 'active', 'removing']),
        expiresAt: z.string().optional(),
        renewAt: z.string().optional(),
        attempts: z.int().meta({ description: 'Failures in a row.' }),
        trouble,
      })
      .optional(),
  }),
);
export type ConnectorTriggerDto = z.infer<typeof connectorTriggerDto>;
export const connectorTriggerPage = named('ConnectorTriggerPage', pageOf(connectorTriggerDto));
export type ConnectorTriggerPage = z.infer<typeof connectorTriggerPage>;

export type ListedTrigger = KeptTrigger & { readonly subscription?: Subscription; readonly addressId?: string };

/** A trigger with its state. */
export function toConnectorTriggerDto(
  listed: ListedTrigger,
  place: { readonly publicUrl: string; readonly workspace: string },
): ConnectorTriggerDto {
  const { triggerId, trigger, kind, health, cursor, subscription, everySeconds } = listed;
  const address = addressOf(listed, place);
  return {
    triggerId,
    use: trigger.use,
    ...(trigger.connection === undefined ? {} : { connection: trigger.connection }),
    ...(kind === undefined ? {} : { kind }),
    state: stateOf(listed),
    ...(health.trouble === undefined ? {} : { trouble: health.trouble }),
    startAt: toIsoTime(listed.startMs),
    ...(everySeconds === undefined ? {} : { everySeconds }),
    ...timesOf(listed),
    ...(cursor === undefined ? {} : { cursor: cursor.value }),
    ...(address === undefined ? {} : { address }),
    ...(subscription === undefined ? {} : { subscription: toSubscriptionDto(subscription) }),
  };
}

/** Nobody polls a subscription: once the service has taken it, the trigger works; until then its trouble is the trigger's. */
function stateOf({ health, subscription }: ListedTrigger): ConnectorTriggerDto['state'] {
  if (health.state !== 'new' || subscription === undefined) return health.state;
  if (subscription.trouble !== undefined) return 'retrying';
  return subscription.state === 'active' ? 'ok' : 'new';
}

function timesOf({ kind, notedAtMs, polledAtMs, nextAtMs }: ListedTrigger) {
  const isPolled = kind === 'polling';
  return {
    ...(notedAtMs === undefined ? {} : { notedAt: toIsoTime(notedAtMs) }),
    ...(isPolled && polledAtMs !== undefined ? { lastPollAt: toIsoTime(polledAtMs) } : {}),
    ...(isPolled && nextAtMs !== undefined ? { nextPollAt: toIsoTime(nextAtMs) } : {}),
  };
}

/** Of what a person must enter in the service; the address of a subscription is between the service and this server. */
function addressOf(
  { kind, trigger, addressId }: ListedTrigger,
  { publicUrl, workspace }: { readonly publicUrl: string; readonly workspace: string },
): string | undefined {
  if (addressId !== undefined) return pastedAddress(publicUrl, addressId);
  const [connector = ''] = trigger.use.split('/');
  return kind === 'app' ? appAddress(publicUrl, { workspace, connector }) : undefined;
}

function toSubscriptionDto({ state, expiresAtMs, renewAtMs, attempts, trouble: why }: Subscription) {
  return {
    state,
    attempts,
    ...(expiresAtMs === undefined ? {} : { expiresAt: toIsoTime(expiresAtMs) }),
    ...(renewAtMs === undefined ? {} : { renewAt: toIsoTime(renewAtMs) }),
    ...(why === undefined ? {} : { trouble: why }),
  };
}
