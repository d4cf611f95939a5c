import { Module } from '@nestjs/common';
import { PiecesController } from './pieces.controller.ts';
import { PiecesService } from './pieces.service.ts';

@Module({ controllers: [PiecesController], providers: [PiecesService] })
export class PiecesModule {}
