import { createPublicKey } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { keyIdOf } from '@millrace/connector-package';
import type { Actor, PublisherKeyStore } from '@millrace/runtime';
import { PUBLISHER_KEYS } from '../connector-versions/connector-registry-tokens.ts';
import { ServerError } from '../errors.ts';
import { toKeyDto, type AddKeyRequest, type PublisherKeyDto, type PublisherKeysDto } from './publisher-keys.dto.ts';

/** Keys whose signatures count in a workspace. */
@Injectable()
export class PublisherKeysService {
  constructor(@Inject(PUBLISHER_KEYS) private readonly keys: PublisherKeyStore) {}

  async list({ workspace }: Actor): Promise<PublisherKeysDto> {
    return { items: (await this.keys.list(workspace.id)).map(toKeyDto) };
  }

  async add({ workspace, name: addedBy }: Actor, { name, publicKey }: AddKeyRequest): Promise<PublisherKeyDto> {
    const { keyId, pem } = readKey(publicKey);
    const isAdded = await this.keys.add({ workspaceId: workspace.id, keyId, name, publicKey: pem, addedBy });
    const known = (await this.keys.list(workspace.id)).find((key) => key.keyId === keyId);
    if (isAdded && known !== undefined) return toKeyDto(known);
    throw new ServerError('publisher_key.exists', `The key ${keyId} is known already.`);
  }

  async read({ workspace }: Actor, keyId: string): Promise<PublisherKeyDto> {
    const found = (await this.keys.list(workspace.id)).find((key) => key.keyId === keyId);
    if (found === undefined) throw noSuchKey(keyId);
    return toKeyDto(found);
  }

  /** What it has signed stays; nothing new that it signs is taken. */
  async remove({ workspace }: Actor, keyId: string): Promise<void> {
    if (await this.keys.remove({ workspaceId: workspace.id, keyId })) return;
    throw noSuchKey(keyId);
  }
}

const noSuchKey = (keyId: string): ServerError =>
  new ServerError(
    'publisher_key.not_found',
    `No key ${keyId} is known here. See "GET /api/v1/publisher-keys" for those that are.`,
  );

/** The key, without whatever else was in the text: everybody who may see connectors is shown it. */
function readKey(publicKey: string): { readonly keyId: string; readonly pem: string } {
  // Node makes a public key of a private one without a word.
  if (/PRIVATE KEY/i.test(publicKey)) {
    throw new ServerError(
      'publisher_key.invalid',
      'This is a private key, which nobody but its owner should have. Send the public one: "millrace connector keys register" does.',
    );
  }
  try {
    const pem = createPublicKey(publicKey).export({ type: 'spki', format: 'pem' });
    return { keyId: keyIdOf(publicKey), pem: String(pem) };
  } catch (cause) {
    throw new ServerError('publisher_key.invalid', 'This is no ed25519 public key in PEM form.', { cause });
  }
}
