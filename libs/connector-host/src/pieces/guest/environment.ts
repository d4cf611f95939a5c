const UNTOUCHABLE = 'NODE_TLS_REJECT_UNAUTHORIZED';

/**
 * The HTTP client of pieces sets a variable that ends the checking of certificates, for the whole process, on every request:
 * whoever sits between would get the token. It must be in place before the first piece is loaded.
 */
export function guardEnvironment(): void {
  // eslint-disable-next-line no-restricted-syntax -- it is not read: it is closed
  const guarded = new Proxy(process.env, {
    set: (target, key, value) => key === UNTOUCHABLE || Reflect.set(target, key, value),
    defineProperty: (target, key, descriptor) => key === UNTOUCHABLE || Reflect.defineProperty(target, key, descriptor),
  });
  Object.defineProperty(process, 'env', { value: guarded, writable: false, configurable: false, enumerable: true });
}
