import type { ChannelSecrets, SealedAlertChannel } from '@millrace/runtime';
import type { ConnectionSecrets } from '../../connections/connection-secrets.ts';

/** What a channel keeps sealed; nothing of one that has no secret. `vault.no_key`, `vault.cannot_decrypt`. */
export function openChannelSecrets(
  vault: Pick<ConnectionSecrets, 'openChannel'>,
  { workspaceId, id, sealed }: SealedAlertChannel,
): ChannelSecrets {
  if (sealed === undefined) return {};
  const place = { workspaceId, recordId: id, version: sealed.version };
  return vault.openChannel(place, sealed.sealed) as ChannelSecrets;
}

/** What signs now: the secret, and the one before while it counts. */
export function signingSecrets({ secret, previous }: ChannelSecrets, nowMs: number): readonly string[] {
  return [
    ...(secret === undefined ? [] : [secret]),
    ...(previous !== undefined && previous.untilMs > nowMs ? [previous.secret] : []),
  ];
}
