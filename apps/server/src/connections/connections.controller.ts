import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import type { FastifyReply } from 'fastify';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { createdAt } from '../http/created-at.ts';
import { Operation } from '../http/operation.decorator.ts';
import { ConnectionRemovals } from './connection-removals.ts';
import {
  connectionDetail,
  connectionDto,
  connectionPage,
  connectionParams,
  createConnectionRequest,
  deleteConnectionQuery,
  listConnectionsQuery,
  replaceFieldsRequest,
  type ConnectionDetail,
  type ConnectionDto,
  type ConnectionPage,
  type ConnectionParams,
  type CreateConnectionRequest,
  type DeleteConnectionQuery,
  type ListConnectionsQuery,
  type ReplaceFieldsRequest,
} from './connections.dto.ts';
import { ConnectionsService } from './connections.service.ts';

@ApiTags('Connections')
@Controller('api/v1/connections')
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionsService,
    private readonly removals: ConnectionRemovals,
  ) {}

  @Get()
  @Allow('connection.read')
  @Operation({
    id: 'listConnections',
    summary: 'Connections by name; never what they hold',
    query: listConnectionsQuery,
    response: connectionPage,
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: listConnectionsQuery }) query: ListConnectionsQuery,
  ): Promise<ConnectionPage> {
    return this.connections.list(actor, query);
  }

  @Post()
  @Allow('connection.write')
  @Operation({
    id: 'createConnection',
    summary: 'Keep secrets under a name, for triggers and steps',
    status: 201,
    body: createConnectionRequest,
    response: connectionDto,
    headers: { Location: 'The connection.' },
    problems: [409, 422, 503],
  })
  async create(
    @CurrentActor() actor: Actor,
    @Body({ schema: createConnectionRequest }) body: CreateConnectionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectionDto> {
    return createdAt(reply, `connections/${body.name}`, await this.connections.create(actor, body));
  }

  @Get(':name')
  @Allow('connection.read')
  @Operation({
    id: 'getConnection',
    summary: 'One connection and who uses it; never what it holds',
    params: connectionParams,
    response: connectionDetail,
    problems: [404],
  })
  read(
    @CurrentActor() actor: Actor,
    @Param({ schema: connectionParams }) { name }: ConnectionParams,
  ): Promise<ConnectionDetail> {
    return this.connections.read(actor, name);
  }

  @Put(':name/fields')
  @Allow('connection.write')
  @Operation({
    id: 'replaceConnectionFields',
    summary: 'Replace what a connection holds; what it held counts a while longer',
    params: connectionParams,
    body: replaceFieldsRequest,
    response: connectionDto,
    problems: [404, 409, 422, 503],
  })
  replaceFields(
    @CurrentActor() actor: Actor,
    @Param({ schema: connectionParams }) { name }: ConnectionParams,
    @Body({ schema: replaceFieldsRequest }) body: ReplaceFieldsRequest,
  ): Promise<ConnectionDto> {
    return this.connections.replaceFields(actor, name, body);
  }

  @Post(':name/test')
  @HttpCode(200)
  @Allow('connection.write')
  @Operation({
    id: 'testConnection',
    summary: 'Ask the service whether the connection works, and whose it is',
    params: connectionParams,
    response: connectionDto,
    problems: [404, 409],
  })
  test(
    @CurrentActor() actor: Actor,
    @Param({ schema: connectionParams }) { name }: ConnectionParams,
  ): Promise<ConnectionDto> {
    return this.connections.test(actor, name);
  }

  @Delete(':name')
  @Allow('connection.write')
  @Operation({
    id: 'deleteConnection',
    summary: 'Delete a connection; builders only those that they made',
    description: 'Tokens that a service gave for it are withdrawn there, where the service knows how.',
    params: connectionParams,
    query: deleteConnectionQuery,
    status: 204,
    problems: [404, 409],
  })
  remove(
    @CurrentActor() actor: Actor,
    @Param({ schema: connectionParams }) { name }: ConnectionParams,
    @Query({ schema: deleteConnectionQuery }) { force }: DeleteConnectionQuery,
  ): Promise<void> {
    return this.removals.remove(actor, name, force);
  }
}
