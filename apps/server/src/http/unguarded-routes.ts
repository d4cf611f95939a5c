import { ACCESS_RULE } from './access.decorator.ts';

// What Nest's @Get, @Post … leave on a method.
const ROUTE_PATH = 'path';

/** Routes that say nobody may call them nor everybody: `Controller.method` each. The server does not start with one. */
export function findUnguardedRoutes(
  controllers: readonly { readonly name: string; readonly prototype: object }[],
): string[] {
  return controllers.flatMap(({ name, prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(
      ([method, { value }]: [string, PropertyDescriptor]) => {
        if (method === 'constructor' || typeof value !== 'function' || !Reflect.hasMetadata(ROUTE_PATH, value))
          return [];
        return Reflect.hasMetadata(ACCESS_RULE, value) ? [] : [`${name}.${method}`];
      },
    ),
  );
}
