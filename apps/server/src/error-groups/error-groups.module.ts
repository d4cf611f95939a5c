import { Module } from '@nestjs/common';
import { ErrorGroupsController } from './error-groups.controller.ts';
import { ErrorGroupsService } from './error-groups.service.ts';

@Module({ controllers: [ErrorGroupsController], providers: [ErrorGroupsService] })
export class ErrorGroupsModule {}
