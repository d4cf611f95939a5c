import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { publishedConnector, type PublishedConnectorDto } from '../connector-versions/connector-versions.dto.ts';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { signalOf } from '../http/caller-signal.ts';
import { createdAt, pathOfVersion } from '../http/created-at.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  addedPiece,
  addPieceRequest,
  piecePreview,
  pieceReadsParams,
  pieceReadsRequest,
  previewPieceRequest,
  type AddedPiece,
  type AddPieceRequest,
  type PiecePreviewDto,
  type PieceReadsParams,
  type PieceReadsRequest,
  type PreviewPieceRequest,
} from './pieces.dto.ts';
import { PieceReadsService } from './piece-reads.service.ts';
import { PiecesService } from './pieces.service.ts';

@ApiTags('Connectors')
@Controller('api/v1/connectors/pieces')
export class PiecesController {
  constructor(
    private readonly pieces: PiecesService,
    private readonly reads: PieceReadsService,
  ) {}

  @Post()
  @Allow('connector.manage')
  @Operation({
    id: 'addPiece',
    summary: 'Install a piece of Activepieces from the npm registry, as a connector',
    description: 'Its code is trusted: it runs in a process of its own, with guards against mistakes and not malice.',
    body: addPieceRequest,
    status: 201,
    response: addedPiece,
    headers: { Location: 'The version.' },
    problems: [403, 404, 409, 422, 502],
  })
  async add(
    @CurrentCaller() caller: Caller,
    @Body({ schema: addPieceRequest }) request: AddPieceRequest,
  ): Promise<AddedPiece> {
    const made = await this.pieces.add(caller.actor, { request, signal: signalOf(caller) });
    return createdAt(caller.reply, pathOfVersion(made), made);
  }

  @Post('preview')
  @HttpCode(200)
  @Allow('connector.manage')
  @Operation({
    id: 'previewPiece',
    summary: 'What a piece is, and whether it would be installed; nothing is kept',
    description: 'Its code is loaded once, in a process of its own that connects to nothing.',
    body: previewPieceRequest,
    response: piecePreview,
    problems: [403, 404, 422, 502],
  })
  preview(
    @CurrentCaller() caller: Caller,
    @Body({ schema: previewPieceRequest }) request: PreviewPieceRequest,
  ): Promise<PiecePreviewDto> {
    return this.pieces.preview(caller.actor, { request, signal: signalOf(caller) });
  }

  @Post(':name/reads')
  @HttpCode(200)
  @Allow('connector.manage')
  @Operation({
    id: 'setPieceReads',
    summary: 'Say which actions of an installed piece only read',
    description:
      'Makes a version of the same files, or takes up the one that says the same. What is pinned to others stays as it is.',
    params: pieceReadsParams,
    body: pieceReadsRequest,
    response: publishedConnector,
    problems: [404, 409, 422],
  })
  setReads(
    @CurrentActor() actor: Actor,
    @Param({ schema: pieceReadsParams }) { name }: PieceReadsParams,
    @Body({ schema: pieceReadsRequest }) request: PieceReadsRequest,
  ): Promise<PublishedConnectorDto> {
    return this.reads.set(actor, name, request);
  }
}
