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
    const keyId = readKeyId(publicKey);
    const isAdded = await this.keys.add({ workspaceId: workspace.id, keyId, name, publicKey, addedBy });
    const known = (await this.keys.list(workspace.id)).find((key) => key.keyId === keyId);
    if (isAdded && known !== undefined) return toKeyDto(known);
    throw new ServerError('publisher_key.exists', `The key ${keyId} is known already.`);
  }

  /** What it has signed stays; nothing new that it signs is taken. */
  async remove({ workspace }: Actor, keyId: string): Promise<void> {
    if (await this.keys.remove({ workspaceId: workspace.id, keyId })) return;
    throw new ServerError('publisher_key.not_found', `No key ${keyId} is known here.`);
  }
}

function readKeyId(publicKey: string): string {
  try {
    return keyIdOf(publicKey);
  } catch (cause) {
    throw new ServerError('publisher_key.invalid', 'This is no ed25519 public key in PEM form.', { cause });
  }
}
