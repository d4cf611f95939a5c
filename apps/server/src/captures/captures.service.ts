import { Injectable } from '@nestjs/common';
import type { Actor } from '@millrace/runtime';
import type { CapturePage, ListCapturesQuery } from './captures.dto.ts';

/** Calls of test addresses, as people see them. */
@Injectable()
export class CapturesService {
  list(_actor: Actor, _name: string, _query: ListCapturesQuery): Promise<CapturePage> {
    return Promise.resolve({ items: [] });
  }

  remove(_actor: Actor, _name: string, _id?: string): Promise<void> {
    return Promise.resolve();
  }
}
