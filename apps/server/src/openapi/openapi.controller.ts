import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { OpenApiService } from './openapi.service.ts';

@ApiTags('Operation')
@Controller('api/v1/openapi.json')
export class OpenApiController {
  constructor(private readonly openApi: OpenApiService) {}

  @Get()
  @Public()
  @Operation({
    id: 'getOpenApi',
    summary: 'This document',
    response: z.record(z.string(), z.unknown()),
  })
  read(): unknown {
    return this.openApi.read();
  }
}
