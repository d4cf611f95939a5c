import { Module } from '@nestjs/common';
import { ErrorPagesController } from './error-pages.controller.ts';
import { ErrorPagesService } from './error-pages.service.ts';

@Module({ controllers: [ErrorPagesController], providers: [ErrorPagesService] })
export class ErrorPagesModule {}
