import { Injectable } from '@nestjs/common';
import type { Actor } from '@millrace/runtime';
import type { KeepSampleRequest, KeptSampleDto, SampleList, SampleParams } from './samples.dto.ts';

/** Pins and mocks of drafts. */
@Injectable()
export class SamplesService {
  list(_actor: Actor, _name: string): Promise<SampleList> {
    return Promise.resolve({ items: [] });
  }

  rename(actor: Actor, name: string, _names: Readonly<Record<string, string>>): Promise<SampleList> {
    return this.list(actor, name);
  }

  keep(_actor: Actor, _params: SampleParams, _body: KeepSampleRequest): Promise<KeptSampleDto> {
    return Promise.reject(new Error('A sample cannot be kept yet.'));
  }

  remove(_actor: Actor, _params: SampleParams): Promise<void> {
    return Promise.resolve();
  }
}
