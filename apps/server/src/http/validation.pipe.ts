import {
  createParamDecorator,
  StandardSchemaValidationPipe,
  type ArgumentMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ServerError } from '../errors.ts';
import type { Finding } from './problem.dto.ts';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Names of members that are unknown. */
  readonly keys?: readonly string[];
}

/**
 * Checks every body, query and path against the schema on its parameter. All findings at once, each with a JSON Pointer.
 * A body that is JSON but not what was asked is 422; a query or path is 400.
 */
export class ValidationPipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema } = metadata;
    if (schema === undefined || metadata.type === 'custom') return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value as T;
    throw refusal(metadata.type === 'body' ? 'request.invalid' : 'request.parameter_invalid', result.issues);
  }
}

/** Path and query together, checked against one schema. */
export const PathAndQuery = (schema: z.ZodObject): ParameterDecorator =>
  // A schema given as data would be taken for a pipe: both have a `transform`.
  createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
    const { params, query } = context
      .switchToHttp()
      .getRequest<{ Params: object; Querystring: object } & FastifyRequest>();
    const taken = Object.keys(query as object).filter((name) => name in (params as object));
    if (taken.length > 0) throw refusal('request.parameter_invalid', [{ message: '', path: [], keys: taken }]);
    const result = schema.safeParse({ ...(query as object), ...(params as object) });
    if (!result.success) throw refusal('request.parameter_invalid', result.error.issues);
    return result.data;
  })();

function refusal(code: 'request.invalid' | 'request.parameter_invalid', issues: readonly Issue[]): ServerError {
  const findings = issues.flatMap(toFindings);
  const summary = findings.map(({ path, message }) => `${path === '' ? 'The value' : path}: ${message}`).join(' ');
  return new ServerError(code, summary, { findings });
}

function toFindings(issue: Issue): Finding[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const { keys } = issue;
  const finding = (segments: readonly PropertyKey[], message: string): Finding => ({
    code: 'request.value_invalid',
    severity: 'error',
    path: toPointer(segments),
    message,
  });
  // zod reports unknown members of one object together; each is its own finding, at its own place.
  if (keys !== undefined) return keys.map((key) => finding([...path, key], 'There is no such member.'));
  return [finding(path, issue.message.endsWith('.') ? issue.message : `${issue.message}.`)];
}

/** RFC 6901. */
function toPointer(segments: readonly PropertyKey[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
