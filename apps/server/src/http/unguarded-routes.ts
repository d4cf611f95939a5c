import { ACCESS_RULE } from './access.decorator.ts';

// What Nest's @Get, @Post … leave on a method.
const ROUTE_PATH = 'path';

/** Routes that say nobody may call them nor everybody: `Controller.method` each. The server does not start with one. */
export function findUnguardedRoutes(
  controllers: readonly { readonly name: string; readonly prototype: object }[],
): string[] {
  return controllers.flatMap(({ name, prototype }) =>
    Object.getOwnPropertyNames(prototype)
      .filter((method) => method !== 'constructor' && isUnguarded(Reflect.get(prototype, method)))
      .map((method) => `${name}.${method}`),
  );
}

function isUnguarded(method: unknown): boolean {
  return (
    typeof method === 'function' && Reflect.hasMetadata(ROUTE_PATH, method) && !Reflect.hasMetadata(ACCESS_RULE, method)
  );
}
