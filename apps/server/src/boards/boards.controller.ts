import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import type { FastifyReply } from 'fastify';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { createdAt } from '../http/created-at.ts';
import { readIfMatch } from '../http/if-match.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  boardDto,
  boardForm,
  boardList,
  boardParams,
  type BoardDto,
  type BoardForm,
  type BoardList,
  type BoardParams,
} from './boards.dto.ts';
import { BoardsService } from './boards.service.ts';

const REVISION = { ETag: 'The revision, for If-Match.' };

@ApiTags('Boards')
@Controller('api/v1/boards')
export class BoardsController {
  constructor(private readonly boards: BoardsService) {}

  @Get()
  @Allow('run.read')
  @Operation({ id: 'listBoards', summary: 'The boards of the workspace, oldest first', response: boardList })
  list(@CurrentActor() actor: Actor): Promise<BoardList> {
    return this.boards.list(actor);
  }

  @Post()
  @Allow('run.operate')
  @Operation({
    id: 'createBoard',
    summary: 'Put a board together, for everybody of the workspace',
    status: 201,
    body: boardForm,
    response: boardDto,
    headers: { ...REVISION, Location: 'The board.' },
    problems: [409, 422],
  })
  async create(
    @CurrentCaller() { actor, reply }: Caller,
    @Body({ schema: boardForm }) form: BoardForm,
  ): Promise<BoardDto> {
    const made = await this.boards.create(actor, form);
    return createdAt(reply, `boards/${made.id}`, withRevision(reply, made));
  }

  @Get(':id')
  @Allow('run.read')
  @Operation({
    id: 'getBoard',
    summary: 'A board with its tiles',
    params: boardParams,
    response: boardDto,
    headers: REVISION,
    problems: [404],
  })
  async read(
    @CurrentCaller() { actor, reply }: Caller,
    @Param({ schema: boardParams }) { id }: BoardParams,
  ): Promise<BoardDto> {
    return withRevision(reply, await this.boards.read(actor, id));
  }

  @Put(':id')
  @Allow('run.operate')
  @Operation({
    id: 'replaceBoard',
    summary: 'Give a board another name or other tiles',
    params: boardParams,
    requestHeaders: [{ name: 'If-Match', description: 'Required: the ETag of the board that was edited.' }],
    body: boardForm,
    response: boardDto,
    headers: { ETag: 'The new revision.' },
    problems: [404, 409, 412, 422, 428],
  })
  async replace(
    @CurrentCaller() { actor, request, reply }: Caller,
    @Param({ schema: boardParams }) { id }: BoardParams,
    @Body({ schema: boardForm }) form: BoardForm,
  ): Promise<BoardDto> {
    const edit = { id, form, revision: readIfMatch(request.headers['if-match'], 'board') };
    return withRevision(reply, await this.boards.replace(actor, edit));
  }

  @Delete(':id')
  @Allow('run.operate')
  @Operation({
    id: 'deleteBoard',
    summary: 'Delete a board. The figures stay',
    params: boardParams,
    status: 204,
    problems: [404],
  })
  remove(@CurrentActor() actor: Actor, @Param({ schema: boardParams }) { id }: BoardParams): Promise<void> {
    return this.boards.remove(actor, id);
  }
}

function withRevision(reply: FastifyReply, board: BoardDto): BoardDto {
  reply.header('etag', `"${board.revision}"`);
  return board;
}
