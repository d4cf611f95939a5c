import { Injectable } from '@nestjs/common';
import type { Caller } from '../http/access.decorator.ts';

/** Live streams of what happens to workflows. */
@Injectable()
export class WorkflowEventsService {
  follow(_caller: Caller, _name: string): Promise<void> {
    return Promise.reject(new Error('A workflow cannot be followed yet.'));
  }
}
