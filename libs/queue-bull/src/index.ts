export { BullDispatcher, type BullDispatcherOptions, type WakeJob } from './bull-dispatcher.ts';
export {
  BullDispatcherModule,
  DEFAULT_PREFIX,
  WAKE_QUEUE,
  type BullDispatcherModuleOptions,
} from './bull-dispatcher.module.ts';
export { readRedisConnection } from './redis-connection.ts';
