import type { CustomDecorator } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Permission } from './permissions.ts';

/** What a route takes that is not a usual body. */
export interface UploadRule {
  readonly limitBytes: number;
  /** As the route's `@Allow`: asked before the body is read. */
  readonly permission: Permission;
  /** Bodies of this type come as bytes; others are JSON, as everywhere. */
  readonly bytesType?: string;
}

/** The route takes larger bodies than others, or bytes. */
export const Upload = (upload: UploadRule): CustomDecorator => RouteConfig({ upload });

/** The rule of the route that a request is for. */
export function uploadRuleOf({ routeOptions }: FastifyRequest): UploadRule | undefined {
  return (routeOptions.config as { readonly upload?: UploadRule } | undefined)?.upload;
}
