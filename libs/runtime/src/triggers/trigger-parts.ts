import type { EnginePorts } from '../engine-ports.ts';
import type { WorkflowVersionDocument } from '../workflow.ts';
import { GRACE_SECONDS, type SubscriptionStep } from './decide-subscription.ts';
import type { SubscriptionSecrets, TriggerCaller, TriggerStore } from './trigger-store.ts';
import type { KeptTrigger, TriggerKind, TriggerMember, TriggerTrouble } from './trigger.ts';

/** What triggers tell whoever logs and counts. */
export type TriggerReport =
  | { readonly kind: 'trigger.heard'; readonly by: TriggerKind; readonly kept: number; readonly repeated: number }
  | { readonly kind: 'trigger.polled'; readonly outcome: 'ok' | 'failed' | 'held_back' }
  | (Place & { readonly kind: 'trigger.failed'; readonly trouble: TriggerTrouble })
  /** Keys that the document asks for cannot be told from an item: it has no run. */
  | (Place & { readonly kind: 'trigger.item_failed'; readonly itemId: string; readonly cause: unknown })
  | {
      readonly kind: 'subscription.step';
      readonly subscriptionId: string;
      readonly step: SubscriptionStep;
      readonly trouble?: TriggerTrouble;
    }
  /** A process died while it asked the service, which cannot say what it knows: there may be two now. */
  | { readonly kind: 'subscription.created_again'; readonly subscriptionId: string }
  /** The service could not be told, however often: it may go on calling. */
  | { readonly kind: 'subscription.left_behind'; readonly subscriptionId: string; readonly trouble: TriggerTrouble }
  | { readonly kind: 'store.failed'; readonly what: string; readonly cause: unknown };
interface Place extends Pick<KeptTrigger, 'workflowId' | 'triggerId'> {
  /** By name. */
  readonly workflow: string;
}

export interface TriggerSettings {
  /** Polls of this process at once. Default 8. */
  readonly maxPolls: number;
  /** Streams of this process at once. Default 50. */
  readonly maxStreams: number;
  /** An old subscription is removed so long after the new one is active. Default 60. */
  readonly graceSeconds: number;
  /** A stream whose process died begins elsewhere after so long. Default 30. */
  readonly streamLeaseSeconds: number;
  /** Of a workspace, runs that may wait to begin. Default 1,000,000. */
  readonly maxQueued: number;
}
export const DEFAULT_TRIGGER_SETTINGS: TriggerSettings = {
  maxPolls: 8,
  maxStreams: 50,
  graceSeconds: GRACE_SECONDS,
  streamLeaseSeconds: 30,
  maxQueued: 1_000_000,
};

/** Everything outside the triggers. */
export interface TriggerParts {
  readonly ports: Pick<
    EnginePorts,
    'ids' | 'clock' | 'evaluator' | 'thread' | 'admissions' | 'workflows' | 'rollouts' | 'pauses'
  >;
  readonly store: TriggerStore;
  readonly caller: TriggerCaller;
  readonly secrets: SubscriptionSecrets;
  /** Where a service calls for a subscription. */
  readonly addressOf: (subscriptionId: string) => string;
  /** Runs were kept that are due, or wait to be admitted. */
  readonly onRuns: (runIds: readonly string[], workflowIds: ReadonlySet<string>) => void;
  readonly report: (report: TriggerReport) => void;
  readonly settings: TriggerSettings;
}

/** A trigger whose failure is told. */
export type NamedTrigger<Trigger extends KeptTrigger = KeptTrigger> = Trigger & Pick<Place, 'workflow'>;

/** Which member of which connector a trigger is, in the version that its workflow pins. */
export function memberOf({ workspaceId, trigger }: KeptTrigger, version: WorkflowVersionDocument): TriggerMember {
  const [connector = '', name = ''] = trigger.use.split('/');
  const pins = version.document.connectors ?? {};
  const pin = Object.hasOwn(pins, connector) ? pins[connector] : undefined;
  return {
    ...{ workspaceId, connector, trigger: name },
    ...(pin === undefined ? {} : { version: pin }),
    ...(trigger.connection === undefined ? {} : { connection: trigger.connection }),
  };
}
