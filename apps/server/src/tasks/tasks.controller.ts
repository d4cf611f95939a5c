import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  answeredTokenDto,
  answerTokenRequest,
  tokenParams,
  type AnsweredTokenDto,
  type AnswerTokenRequest,
  type TokenParams,
} from '../tokens/tokens.dto.ts';
import {
  listTasksQuery,
  taskDetailDto,
  taskPage,
  type ListTasksQuery,
  type TaskDetailDto,
  type TaskPage,
} from './tasks.dto.ts';
import { TasksService } from './tasks.service.ts';

@ApiTags('Tasks')
@Controller('api/v1/tasks')
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Get()
  @Allow('run.read')
  @Operation({
    id: 'listTasks',
    summary: 'Steps that wait for an answer from people or services',
    query: listTasksQuery,
    response: taskPage,
  })
  list(@CurrentActor() actor: Actor, @Query({ schema: listTasksQuery }) query: ListTasksQuery): Promise<TaskPage> {
    return this.tasks.list(actor, query);
  }

  @Get(':token')
  @Allow('run.read')
  @Operation({
    id: 'getTask',
    summary: 'One of them, with what there is to decide about it',
    params: tokenParams,
    response: taskDetailDto,
    problems: [404],
  })
  read(@CurrentActor() actor: Actor, @Param({ schema: tokenParams }) { token }: TokenParams): Promise<TaskDetailDto> {
    return this.tasks.read(actor, token);
  }

  @Post(':token/answer')
  @HttpCode(200)
  @Allow('run.operate')
  @Operation({
    id: 'answerTask',
    summary: 'Answer it, also in the place of a service that would call back; the first answer counts',
    params: tokenParams,
    body: answerTokenRequest,
    response: answeredTokenDto,
    problems: [404, 409, 410, 422],
  })
  answer(
    @CurrentActor() actor: Actor,
    @Param({ schema: tokenParams }) { token }: TokenParams,
    @Body({ schema: answerTokenRequest }) body: AnswerTokenRequest,
  ): Promise<AnsweredTokenDto> {
    return this.tasks.answer(actor, token, body);
  }
}
