import 'reflect-metadata';
import { BullModule, getQueueToken } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import type { Queue } from 'bull';
import { BullDispatcher, type BullDispatcherOptions, type WakeJob } from './bull-dispatcher.ts';
import { readRedisConnection } from './redis-connection.ts';

/** The queue that all processes of an installation share. */
export const WAKE_QUEUE = 'wake';
/** Begins every key that we keep in Redis. */
export const DEFAULT_PREFIX = 'millrace';

export interface BullDispatcherModuleOptions extends Omit<BullDispatcherOptions, 'queue'> {
  /** `redis://…` or `rediss://…`. */
  readonly url: string;
  /** Two installations may share one Redis under different prefixes. Default: `millrace`. */
  readonly prefix?: string;
}

/** Provides a {@link BullDispatcher}. It connects when made, and goes on trying for as long as Redis does not answer. */
@Module({})
export class BullDispatcherModule {
  static register({ url, prefix = DEFAULT_PREFIX, ...options }: BullDispatcherModuleOptions): DynamicModule {
    const queue = BullModule.registerQueue({
      name: WAKE_QUEUE,
      prefix,
      redis: readRedisConnection(url),
      // A hint is of no use twice: neither history nor further tries.
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
    });
    return {
      module: BullDispatcherModule,
      imports: [queue],
      providers: [
        {
          provide: BullDispatcher,
          inject: [getQueueToken(WAKE_QUEUE)],
          useFactory: (injected: Queue<WakeJob>) => new BullDispatcher({ queue: injected, ...options }),
        },
      ],
      exports: [BullDispatcher],
    };
  }
}
