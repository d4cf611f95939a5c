import { Module } from '@nestjs/common';
import { ValidationController } from './validation.controller.ts';
import { ValidationService } from './validation.service.ts';

@Module({ controllers: [ValidationController], providers: [ValidationService], exports: [ValidationService] })
export class ValidationModule {}
