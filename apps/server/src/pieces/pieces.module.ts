import { Module } from '@nestjs/common';
import { PiecesController } from './pieces.controller.ts';
import { PieceReadsService } from './piece-reads.service.ts';
import { PiecesService } from './pieces.service.ts';

@Module({ controllers: [PiecesController], providers: [PiecesService, PieceReadsService] })
export class PiecesModule {}
