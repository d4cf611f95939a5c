import { isDatabaseFault, storeFailure } from './postgres-errors.ts';

type Method = (...parameters: unknown[]) => unknown;

/**
 * The same store; what the driver or TypeORM throws becomes the cause of a `store.unavailable`. One wrapper, so that no
 * method can forget. Defects of our own stay what they are.
 */
export function nameFailures<T extends object>(store: T): T {
  return new Proxy(store, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]): Promise<unknown> => {
        try {
          return await (member as Method).apply(target, parameters);
        } catch (cause) {
          throw isDatabaseFault(cause) ? storeFailure(cause) : cause;
        }
      };
    },
  });
}
