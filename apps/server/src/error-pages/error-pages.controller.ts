import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { PLAIN_PAGE_POLICY } from './error-page.ts';
import { ErrorPagesService } from './error-pages.service.ts';

const errorPageParams = z.strictObject({ area: z.string().regex(/^[a-z_]{1,40}$/) });
type ErrorPageParams = z.infer<typeof errorPageParams>;

@ApiTags('Operation')
@Controller('errors')
export class ErrorPagesController {
  constructor(private readonly pages: ErrorPagesService) {}

  @Get(':area')
  @Public()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PLAIN_PAGE_POLICY)
  @Operation({
    id: 'getErrorPage',
    summary: 'What the codes of an area mean, for people',
    params: errorPageParams,
    produces: { type: 'text/html', description: 'A heading per code: cause, effect, what to do.' },
    problems: [404],
  })
  read(@Param({ schema: errorPageParams }) { area }: ErrorPageParams): string {
    return this.pages.read(area);
  }
}
