import { Inject, Injectable } from '@nestjs/common';
import type { Connection, HeldStepStore } from '@millrace/runtime';
import { ENGINE, HELD_STEP_STORE } from '../platform/tokens.ts';
import type { RunEngine } from '../platform/run-engine.ts';

/** Connections that people have mended: what stands still for them goes on. */
@Injectable()
export class MendedConnections {
  constructor(
    @Inject(HELD_STEP_STORE) private readonly held: Pick<HeldStepStore, 'noteMended'>,
    @Inject(ENGINE) private readonly engine: Pick<RunEngine, 'releaseHeldSoon'>,
  ) {}

  /**
   * Only where a person did something about it, once that is kept: whatever tells of a refusal after this, or in a test that nobody
   * asked for, must not make what was just refused be called again and again.
   */
  async note({ workspaceId, name }: Pick<Connection, 'workspaceId' | 'name'>): Promise<void> {
    await this.held.noteMended({ workspaceId, name });
    this.engine.releaseHeldSoon();
  }
}
