import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { createdAt, pathOfVersion } from '../http/created-at.ts';
import { Operation } from '../http/operation.decorator.ts';
import { Upload } from '../http/upload.decorator.ts';
import {
  importedConnector,
  importRequest,
  inspection,
  inspectRequest,
  MAX_DOCUMENT_REQUEST_BYTES,
  type ImportedConnector,
  type ImportRequest,
  type InspectionDto,
  type InspectRequest,
} from './openapi-connectors.dto.ts';
import { OpenApiConnectorsService } from './openapi-connectors.service.ts';

@ApiTags('Connectors')
@Controller('api/v1/connectors/openapi')
export class OpenApiConnectorsController {
  constructor(private readonly connectors: OpenApiConnectorsService) {}

  @Post('inspect')
  @HttpCode(200)
  @Allow('connector.publish')
  @Upload({ limitBytes: MAX_DOCUMENT_REQUEST_BYTES, permission: 'connector.publish' })
  @Operation({
    id: 'inspectOpenApi',
    summary: 'What an OpenAPI document offers: operations, servers, ways of signing in',
    body: inspectRequest,
    response: inspection,
    problems: [413, 422, 429],
  })
  inspect(
    @CurrentActor() actor: Actor,
    @Body({ schema: inspectRequest }) request: InspectRequest,
  ): Promise<InspectionDto> {
    return this.connectors.inspect(actor, request);
  }

  @Post()
  @Allow('connector.publish')
  @Upload({ limitBytes: MAX_DOCUMENT_REQUEST_BYTES, permission: 'connector.publish' })
  @Operation({
    id: 'importOpenApi',
    summary: 'Make a connector of an OpenAPI document, or its next version',
    status: 201,
    body: importRequest,
    response: importedConnector,
    headers: { Location: 'The version, unless it was only tried.' },
    problems: [403, 409, 413, 422, 429],
  })
  async import(
    @CurrentCaller() { actor, reply }: Caller,
    @Body({ schema: importRequest }) request: ImportRequest,
  ): Promise<ImportedConnector> {
    const made = await this.connectors.import(actor, request);
    return request.dryRun ? made : createdAt(reply, pathOfVersion(made), made);
  }
}
