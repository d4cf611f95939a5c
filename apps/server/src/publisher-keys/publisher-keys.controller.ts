import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { createdAt } from '../http/created-at.ts';
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
    headers: { Location: 'The key.' },
    problems: [409, 422],
  })
  async add(
    @CurrentCaller() { actor, reply }: Caller,
    @Body({ schema: addKeyRequest }) request: AddKeyRequest,
  ): Promise<PublisherKeyDto> {
    const made = await this.keys.add(actor, request);
    return createdAt(reply, `publisher-keys/${made.keyId}`, made);
  }

  @Get(':keyId')
  @Allow('connector.read')
  @Operation({
    id: 'getPublisherKey',
    summary: 'One key whose signatures count',
    params: keyParams,
    response: publisherKey,
    problems: [404],
  })
  read(@CurrentActor() actor: Actor, @Param({ schema: keyParams }) { keyId }: KeyParams): Promise<PublisherKeyDto> {
    return this.keys.read(actor, keyId);
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
