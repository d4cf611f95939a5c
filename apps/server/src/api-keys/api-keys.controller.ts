import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { createdAt } from '../http/created-at.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  apiKeyPage,
  apiKeyParams,
  createApiKeyRequest,
  newApiKeyDto,
  type ApiKeyDto,
  type ApiKeyParams,
  type CreateApiKeyRequest,
  type NewApiKeyDto,
} from './api-keys.dto.ts';
import { ApiKeysService } from './api-keys.service.ts';

@ApiTags('API keys')
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Get()
  @Allow('api_key.own')
  @Operation({ id: 'listApiKeys', summary: 'Your keys in this workspace', response: apiKeyPage })
  list(@CurrentActor() actor: Actor): Promise<{ items: ApiKeyDto[] }> {
    return this.apiKeys.list(actor);
  }

  @Post()
  @Allow('api_key.own')
  @Operation({
    id: 'createApiKey',
    summary: 'Make a key; it is shown once',
    status: 201,
    body: createApiKeyRequest,
    response: newApiKeyDto,
    headers: { Location: 'Where it is revoked.' },
    problems: [403, 422],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body({ schema: createApiKeyRequest }) body: CreateApiKeyRequest,
  ): Promise<NewApiKeyDto> {
    const made = await this.apiKeys.create(caller, body);
    return createdAt(caller.reply, `api-keys/${made.id}`, made);
  }

  @Delete(':id')
  @Allow('api_key.own')
  @Operation({ id: 'revokeApiKey', summary: 'Revoke a key', params: apiKeyParams, status: 204, problems: [404] })
  revoke(@CurrentActor() actor: Actor, @Param({ schema: apiKeyParams }) { id }: ApiKeyParams): Promise<void> {
    return this.apiKeys.revoke(actor, id);
  }
}
