import type { PublisherKey } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';

const keyDto = named(
  'PublisherKey',
  z.object({
    keyId: z.string().meta({ description: 'First 16 hex digits of the SHA-256 of the raw public key.' }),
    name: z.string(),
    publicKey: z.string().meta({ description: 'PEM.' }),
    addedBy: z.string(),
    addedAt: z.string(),
  }),
);
export type PublisherKeyDto = z.infer<typeof keyDto>;
export const publisherKey = keyDto;
export const publisherKeys = named('PublisherKeys', z.object({ items: z.array(keyDto) }));
export type PublisherKeysDto = z.infer<typeof publisherKeys>;

export const addKeyRequest = named(
  'AddPublisherKey',
  z.strictObject({
    name: keptText(1, 100).meta({ description: 'Whose it is.' }),
    publicKey: z.string().min(1).max(2000).meta({ description: 'Ed25519, PEM.' }),
  }),
);
export type AddKeyRequest = z.infer<typeof addKeyRequest>;
export const keyParams = z.strictObject({ keyId: keptText(1, 64) });
export type KeyParams = z.infer<typeof keyParams>;

export function toKeyDto({ addedAtMs, ...key }: PublisherKey): PublisherKeyDto {
  return { ...key, addedAt: toIsoTime(addedAtMs) };
}
