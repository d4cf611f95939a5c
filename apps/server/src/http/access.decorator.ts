import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Permission } from './permissions.ts';

/** Where a route's access rule is kept: a permission, `signed_in` (any actor), or `public`. */
export const ACCESS_RULE = 'millrace:access';
export type AccessRule = Permission | 'signed_in' | 'public';

/** Marks an operation that needs no credentials, in the OpenAPI document. */
export const PUBLIC_OPERATION = 'x-public';

/** The route needs this permission in the actor's workspace. */
export const Allow = (permission: Permission): CustomDecorator => SetMetadata(ACCESS_RULE, permission);
/** The route needs a session or key, and no permission: it tells actors about themselves. */
export const SignedIn = (): CustomDecorator => SetMetadata(ACCESS_RULE, 'signed_in');
/** The route is open to anyone who can reach the server. */
export const Public = (): MethodDecorator =>
  applyDecorators(SetMetadata(ACCESS_RULE, 'public'), ApiExtension(PUBLIC_OPERATION, true));

const actors = new WeakMap<object, Actor>();

/** Notes who is asking; the guard does this once per request. */
export function rememberActor(request: FastifyRequest, actor: Actor): void {
  actors.set(request.raw, actor);
}

/** Who is asking, when the request brought credentials that hold. */
export function findActor(request: FastifyRequest): Actor | undefined {
  return actors.get(request.raw);
}

function requireActor(context: ExecutionContext): Actor {
  const actor = findActor(context.switchToHttp().getRequest());
  if (actor === undefined) throw new Error('The actor was asked for on a route without @Allow.');
  return actor;
}

/** The actor of a request, in a controller. Only on routes with `@Allow`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext) => requireActor(context));

/** A request with its reply and who is asking: for handlers that set headers or status. */
export interface Caller {
  readonly actor: Actor;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The caller of a request, in a controller. Only on routes with `@Allow`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const http = context.switchToHttp();
  return { actor: requireActor(context), request: http.getRequest(), reply: http.getResponse() };
});
