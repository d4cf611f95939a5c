import type { Stores } from '@millrace/persistence';
import type { BullDispatcher } from '@millrace/queue-bull';
import type { Dispatcher } from '@millrace/runtime';
import { NestFactory } from '@nestjs/core';
import type { Logger } from 'pino';

/** How the processes of an installation tell each other of due runs. */
export interface OpenedDispatcher {
  readonly dispatcher: Dispatcher;
  /** The Redis between them, where there is one. */
  readonly queue?: Pick<BullDispatcher, 'isConnected' | 'isAnswering'>;
  /** Begins to hear the others. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

export interface DispatcherParts {
  readonly redisUrl: string | undefined;
  readonly stores: Pick<Stores, 'dispatcher'>;
  /** Whether this process has no room for another run. */
  readonly isFull: () => boolean;
  readonly log: Logger;
}

/** Through Redis when the settings name one, else through the database. */
export async function openDispatcher({ redisUrl, stores, isFull, log }: DispatcherParts): Promise<OpenedDispatcher> {
  if (redisUrl === undefined) {
    const { dispatcher } = stores;
    return { dispatcher, listen: () => dispatcher.open(), close: () => dispatcher.close() };
  }
  // Loaded here: whoever needs no Redis need not wait for its driver.
  const bull = await import('@millrace/queue-bull');
  const context = await NestFactory.createApplicationContext(
    bull.BullDispatcherModule.register({
      url: redisUrl,
      isFull,
      onLost: (error) => log.warn({ error }, 'Redis fails; due runs are found by looking once a second'),
      onRestored: () => log.info('Redis works again'),
    }),
    { logger: false, abortOnError: false },
  );
  const dispatcher = context.get(bull.BullDispatcher);
  return { dispatcher, queue: dispatcher, listen: () => Promise.resolve(), close: () => context.close() };
}
