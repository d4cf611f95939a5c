import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  addKeyRequest,
  keyParams,
  publisherKey,
  publisherKeys,
  type AddKeyRequest,
  type KeyParams,
  type PublisherKeyDto,
  type PublisherKeysDto,
} from './publisher-keys.dto.ts';
import { PublisherKeysService } from './publisher-keys.service.ts';

@ApiTags('Connectors')
@Controller('api/v1/publisher-keys')
export class PublisherKeysController {
  constructor(private readonly keys: PublisherKeysService) {}

  @Get()
  @Allow('connector.read')
  @Operation({ id: 'listPublisherKeys', summary: 'Keys whose signatures count', response: publisherKeys })
  list(@CurrentActor() actor: Actor): Promise<PublisherKeysDto> {
    return this.keys.list(actor);
  }

  @Post()
  @Allow('connector.manage')
  @Operation({
    id: 'addPublisherKey',
    summary: 'Let the signatures of a key count',
    status: 201,
    body: addKeyRequest,
    response: publisherKey,
    problems: [409, 422],
  })
  add(@CurrentActor() actor: Actor, @Body({ schema: addKeyRequest }) request: AddKeyRequest): Promise<PublisherKeyDto> {
    return this.keys.add(actor, request);
  }

  @Delete(':keyId')
  @Allow('connector.manage')
  @Operation({
    id: 'removePublisherKey',
    summary: 'Take nothing more that a key signs',
    params: keyParams,
    status: 204,
    problems: [404],
  })
  remove(@CurrentActor() actor: Actor, @Param({ schema: keyParams }) { keyId }: KeyParams): Promise<void> {
    return this.keys.remove(actor, keyId);
  }
}
