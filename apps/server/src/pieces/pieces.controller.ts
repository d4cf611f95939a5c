import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { signalOf } from '../http/caller-signal.ts';
import { Operation } from '../http/operation.decorator.ts';
import { addedPiece, addPieceRequest, type AddedPiece, type AddPieceRequest } from './pieces.dto.ts';
import { PiecesService } from './pieces.service.ts';

@ApiTags('Connectors')
@Controller('api/v1/connectors/pieces')
export class PiecesController {
  constructor(private readonly pieces: PiecesService) {}

  @Post()
  @Allow('connector.manage')
  @Operation({
    id: 'addPiece',
    summary: 'Install a piece of Activepieces from the npm registry, as a connector',
    description: 'Its code is trusted: it runs in a process of its own, with guards against mistakes and not malice.',
    body: addPieceRequest,
    status: 201,
    response: addedPiece,
    problems: [403, 404, 409, 422, 502],
  })
  add(
    @CurrentCaller() caller: Caller,
    @Body({ schema: addPieceRequest }) request: AddPieceRequest,
  ): Promise<AddedPiece> {
    return this.pieces.add(caller.actor, { request, signal: signalOf(caller) });
  }
}
