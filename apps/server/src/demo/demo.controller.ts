import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import {
  demoCustomerDto,
  demoCustomerParams,
  demoSlowDto,
  demoSlowQuery,
  type DemoCustomerDto,
  type DemoCustomerParams,
  type DemoSlowDto,
  type DemoSlowQuery,
} from './demo.dto.ts';
import { DemoService } from './demo.service.ts';

@ApiTags('Demo')
@Controller('demo')
export class DemoController {
  constructor(private readonly demo: DemoService) {}

  @Get('customers/:id')
  @Public()
  @Operation({
    id: 'getDemoCustomer',
    summary: 'A made-up customer, for examples',
    params: demoCustomerParams,
    response: demoCustomerDto,
    problems: [404],
  })
  readCustomer(@Param({ schema: demoCustomerParams }) { id }: DemoCustomerParams): DemoCustomerDto {
    return this.demo.readCustomer(id);
  }

  @Get('slow')
  @Public()
  @Operation({ id: 'getDemoSlow', summary: 'Answers late', query: demoSlowQuery, response: demoSlowDto })
  answerSlowly(
    @Query({ schema: demoSlowQuery }) query: DemoSlowQuery,
    @Req() request: FastifyRequest,
  ): Promise<DemoSlowDto> {
    return this.demo.answerSlowly(query.seconds, request);
  }
}
