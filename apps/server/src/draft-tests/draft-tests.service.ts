import { Injectable } from '@nestjs/common';
import type { Caller } from '../http/access.decorator.ts';
import type { StartedRunDto } from '../runs/runs.dto.ts';
import type { TestDraftRequest } from './draft-tests.dto.ts';

/** Runs drafts as tests. */
@Injectable()
export class DraftTestsService {
  test(_caller: Caller, _name: string, _body: TestDraftRequest): Promise<StartedRunDto> {
    return Promise.reject(new Error('A draft cannot be tested yet.'));
  }
}
