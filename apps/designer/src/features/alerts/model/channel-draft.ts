import type { AlertChannel, AlertChannelForm } from '../../../lib/contract.ts';

export const CHANNEL_KINDS = ['email', 'slack', 'webhook', 'workflow'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** A channel while somebody writes it: one line of text for where it goes. */
export interface ChannelDraft {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly place: string;
}

export function channelDraftOf(channel: AlertChannel | undefined): ChannelDraft {
  if (channel === undefined) return { kind: 'email', name: '', place: '' };
  const { name, target } = channel;
  const { kind } = target;
  if (target.kind === 'email') return { kind, name, place: target.to.join(', ') };
  if (target.kind === 'webhook') return { kind, name, place: target.url };
  return { kind, name, place: target.kind === 'workflow' ? target.workflow : '' };
}

/** What is to be sent; `undefined` while something is missing. An address that is kept sealed may stay as it is. */
export function toChannelForm({ kind, name, place }: ChannelDraft, isNew: boolean): AlertChannelForm | undefined {
  const [kept, where] = [name.trim(), place.trim()];
  if (kept === '' || (where === '' && (isNew || kind !== 'slack'))) return undefined;
  switch (kind) {
    case 'email':
      return { name: kept, target: { kind, to: addressesIn(where) } };
    case 'slack':
      return { name: kept, target: { kind, ...(where === '' ? {} : { url: where }) } };
    case 'webhook':
      return { name: kept, target: { kind, url: where } };
    case 'workflow':
      return { name: kept, target: { kind, workflow: where } };
  }
}

const addressesIn = (text: string): string[] => text.split(/[\s,;]+/).filter((part) => part !== '');
