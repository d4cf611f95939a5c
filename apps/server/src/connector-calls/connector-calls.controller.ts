import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JsonValue } from '@millrace/machine';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor, CurrentCaller, type Caller } from '../http/access.decorator.ts';
import { signalOf } from '../http/caller-signal.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  actionParams,
  connectorSamples,
  optionList,
  optionsRequest,
  resolvedSchema,
  samplesParams,
  saveSampleRequest,
  schemaRequest,
  sourceParams,
  triedAction,
  tryRequest,
  type ActionParams,
  type ConnectorSamplesDto,
  type OptionListDto,
  type OptionsRequest,
  type ResolvedSchema,
  type SamplesParams,
  type SaveSampleRequest,
  type SchemaRequest,
  type SourceParams,
  type TriedAction,
  type TryRequest,
} from './connector-calls.dto.ts';
import { ConnectorCallsService } from './connector-calls.service.ts';

@ApiTags('Connectors')
@Controller('api/v1/connectors/:name')
export class ConnectorCallsController {
  constructor(private readonly calls: ConnectorCallsService) {}

  @Post('actions/:action/try')
  @Allow('workflow.write')
  @Operation({
    id: 'tryAction',
    summary: 'Call an action once, for real, and see what it answers',
    params: actionParams,
    body: tryRequest,
    response: triedAction,
    problems: [404, 409, 422],
  })
  try(
    @CurrentCaller() caller: Caller,
    @Param({ schema: actionParams }) params: ActionParams,
    @Body({ schema: tryRequest }) request: TryRequest,
  ): Promise<TriedAction> {
    return this.calls.try(caller.actor, params, { request, signal: signalOf(caller) });
  }

  @Post('options/:source')
  @HttpCode(200)
  @Allow('workflow.write')
  @Operation({
    id: 'listOptions',
    summary: 'What a field may be, as the service knows it',
    params: sourceParams,
    body: optionsRequest,
    response: optionList,
    problems: [404, 409, 422],
  })
  listOptions(
    @CurrentActor() actor: Actor,
    @Param({ schema: sourceParams }) params: SourceParams,
    @Body({ schema: optionsRequest }) request: OptionsRequest,
  ): Promise<OptionListDto> {
    return this.calls.listOptions(actor, params, request);
  }

  @Post('schemas/:source')
  @HttpCode(200)
  @Allow('workflow.write')
  @Operation({
    id: 'readSchema',
    summary: 'What a field, or an output, looks like for what has been filled in',
    params: sourceParams,
    body: schemaRequest,
    response: resolvedSchema,
    problems: [404, 409, 422],
  })
  readSchema(
    @CurrentActor() actor: Actor,
    @Param({ schema: sourceParams }) params: SourceParams,
    @Body({ schema: schemaRequest }) request: SchemaRequest,
  ): Promise<ResolvedSchema> {
    return this.calls.readSchema(actor, params, request);
  }

  // They are what services have answered, as outputs of runs are.
  @Get('samples')
  @Allow('run.read_payload')
  @Operation({
    id: 'listSamples',
    summary: 'Answers that were saved, to map by',
    params: samplesParams,
    response: connectorSamples,
  })
  listSamples(
    @CurrentActor() actor: Actor,
    @Param({ schema: samplesParams }) { name }: SamplesParams,
  ): Promise<ConnectorSamplesDto> {
    return this.calls.listSamples(actor, name);
  }

  @Put('actions/:action/sample')
  @Allow('workflow.write')
  @Operation({
    id: 'saveSample',
    summary: 'Keep an answer of an action, to map by',
    params: actionParams,
    body: saveSampleRequest,
    status: 204,
    problems: [404, 413, 422],
  })
  saveSample(
    @CurrentActor() actor: Actor,
    @Param({ schema: actionParams }) params: ActionParams,
    @Body({ schema: saveSampleRequest }) { output }: SaveSampleRequest,
  ): Promise<void> {
    return this.calls.saveSample(actor, params, output as JsonValue);
  }

  @Delete('actions/:action/sample')
  @Allow('workflow.write')
  @Operation({
    id: 'removeSample',
    summary: 'Forget the answer that was kept',
    params: actionParams,
    status: 204,
    problems: [404],
  })
  removeSample(@CurrentActor() actor: Actor, @Param({ schema: actionParams }) params: ActionParams): Promise<void> {
    return this.calls.removeSample(actor, params);
  }
}
