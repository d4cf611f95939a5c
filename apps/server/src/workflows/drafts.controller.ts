import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JsonValue } from '@millrace/machine';
import { Allow, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { readIfMatch } from '../http/if-match.ts';
import { Operation } from '../http/operation.decorator.ts';
import { DraftsService } from './drafts.service.ts';
import { setDraftHeaders } from './etag.ts';
import { draftDto, workflowDocument, workflowParams, type DraftDto, type WorkflowParams } from './workflows.dto.ts';

@ApiTags('Workflows')
@Controller('api/v1/workflows/:name/draft')
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  @Get()
  @Allow('workflow.read')
  @Operation({
    id: 'getDraft',
    summary: 'The draft',
    params: workflowParams,
    response: draftDto,
    headers: { ETag: 'The revision, for If-Match.' },
    problems: [404],
  })
  async read(
    @CurrentCaller() { actor, reply }: Caller,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
  ): Promise<DraftDto> {
    return setDraftHeaders(reply, await this.drafts.read(actor, name));
  }

  @Put()
  @Allow('workflow.write')
  @Operation({
    id: 'replaceDraft',
    summary: 'Replace the draft; it may be invalid',
    params: workflowParams,
    requestHeaders: [{ name: 'If-Match', description: 'Required: the ETag of the draft that was edited.' }],
    body: workflowDocument,
    response: draftDto,
    headers: { ETag: 'The new revision.' },
    problems: [404, 412, 422, 428],
  })
  async replace(
    @CurrentCaller() { actor, request, reply }: Caller,
    @Param({ schema: workflowParams }) { name }: WorkflowParams,
    @Body() document: JsonValue,
  ): Promise<DraftDto> {
    const edit = { name, document, revision: readIfMatch(request.headers['if-match'], 'workflow') };
    return setDraftHeaders(reply, await this.drafts.replace(actor, edit));
  }
}
