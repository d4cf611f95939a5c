import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Clock, IdentityStore } from '@millrace/runtime';
import { hashToken, makeApiKey } from '../auth/tokens.ts';
import { ServerError } from '../errors.ts';
import { permissionsOf } from '../http/permissions.ts';
import { CLOCK, IDENTITY_STORE } from '../platform/tokens.ts';
import {
  DEFAULT_KEY_DAYS,
  toApiKeyDto,
  type ApiKeyDto,
  type CreateApiKeyRequest,
  type NewApiKeyDto,
} from './api-keys.dto.ts';

const DAY_MS = 86_400_000;

/** The caller's own API keys. */
@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(IDENTITY_STORE) private readonly identity: IdentityStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list({ userId, workspace }: Actor): Promise<{ items: ApiKeyDto[] }> {
    const keys = await this.identity.listApiKeys({ workspaceId: workspace.id, userId });
    return { items: keys.map(toApiKeyDto) };
  }

  /** A key never has more than its maker: a stolen narrow key must not make a wide one. */
  async create(actor: Actor, { name, scopes, expiresInDays }: CreateApiKeyRequest): Promise<NewApiKeyDto> {
    const own = permissionsOf(actor);
    const missing = scopes?.filter((scope) => !own.includes(scope)) ?? [];
    if (missing.length > 0) {
      throw new ServerError('auth.forbidden', `You cannot give what you do not have: ${missing.join(', ')}.`);
    }
    const { key, prefix } = makeApiKey();
    const stored = await this.identity.createApiKey({
      workspaceId: actor.workspace.id,
      userId: actor.userId,
      name,
      prefix,
      secretHash: hashToken(key),
      scopes: scopes ?? own,
      expiresAtMs: this.clock.nowMs() + (expiresInDays ?? DEFAULT_KEY_DAYS) * DAY_MS,
    });
    return { key, ...toApiKeyDto(stored) };
  }

  async revoke({ userId, workspace }: Actor, id: string): Promise<void> {
    if (await this.identity.revokeApiKey({ workspaceId: workspace.id, userId, id })) return;
    throw new ServerError('api_key.not_found', `You have no API key ${id}.`);
  }
}
