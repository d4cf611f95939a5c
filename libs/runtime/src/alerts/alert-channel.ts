import type { SealedFields } from '../connection.ts';

/** Where alerts go, without what is secret about it. */
export type ChannelTarget =
  | { readonly kind: 'email'; readonly to: readonly string[] }
  /** Its address is the secret. */
  | { readonly kind: 'slack' }
  /** Signed as Standard Webhooks say. */
  | { readonly kind: 'webhook'; readonly url: string }
  /** Starts a run of it for each that is told. */
  | { readonly kind: 'workflow'; readonly workflow: string };
export type ChannelKind = ChannelTarget['kind'];
export const CHANNEL_KINDS = ['email', 'slack', 'webhook', 'workflow'] as const satisfies readonly ChannelKind[];

/** How the last message went. */
export interface ChannelUse {
  readonly atMs: number;
  readonly isGood: boolean;
  /** A sentence. */
  readonly detail: string;
}
export interface AlertChannel {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly target: ChannelTarget;
  /** When its secret was set. */
  readonly secretSetAtMs?: number;
  readonly lastUse?: ChannelUse;
  readonly createdBy: string;
  readonly createdAtMs: number;
}
/** With its secret as it is kept: bound to workspace, channel and version. */
export interface SealedAlertChannel extends AlertChannel {
  readonly sealed?: SealedFields;
}

/** What a channel keeps sealed. */
export interface ChannelSecrets {
  /** Of `slack`. */
  readonly url?: string;
  /** Of `webhook`: `whsec_` and base64. */
  readonly secret?: string;
  /** Signs too, until then. */
  readonly previous?: { readonly secret: string; readonly untilMs: number };
}

/** What became of sending. `later`: another try may go better. `never`: it would not. */
export type SendResult =
  { readonly kind: 'sent'; readonly detail: string } | { readonly kind: 'later' | 'never'; readonly reason: string };
