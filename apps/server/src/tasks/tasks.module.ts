import { Module } from '@nestjs/common';
import { TokensModule } from '../tokens/tokens.module.ts';
import { TasksController } from './tasks.controller.ts';
import { TasksService } from './tasks.service.ts';

@Module({ imports: [TokensModule], controllers: [TasksController], providers: [TasksService] })
export class TasksModule {}
