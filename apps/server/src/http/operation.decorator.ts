import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { parametersOf, schemaReference } from './api-schemas.ts';
import { problemDto } from './problem.dto.ts';

export interface OperationDescription {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly isBodyOptional?: boolean;
  /** Other media types than JSON, with what they are. */
  readonly produces?: { readonly type: string; readonly description: string };
  /** Status of success; default 200. */
  readonly status?: number;
  readonly response?: z.ZodType;
  /** Further answers that are no problem, by status. */
  readonly otherResponses?: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly requestHeaders?: readonly { readonly name: string; readonly description: string }[];
  /** Statuses of the problems that a caller should expect. */
  readonly problems?: readonly number[];
}

/** Describes a route for the OpenAPI document, from the same schemas that validate it, and sets its status. */
export function Operation(operation: OperationDescription): MethodDecorator {
  const { id, summary, description, status = 200 } = operation;
  return applyDecorators(
    HttpCode(status),
    ApiOperation({
      operationId: id,
      summary,
      ...(description === undefined ? {} : { description }),
    }),
    ...requestDecorators(operation),
    ...responseDecorators(operation, status),
  );
}

function requestDecorators(operation: OperationDescription): MethodDecorator[] {
  const { params, query, body, isBodyOptional = false, requestHeaders = [] } = operation;
  return [
    ...requestHeaders.map((header) => ApiHeader({ ...header, required: false, schema: { type: 'string' } })),
    ...(params === undefined ? [] : parametersOf(params).map((parameter) => ApiParam({ ...parameter }))),
    ...(query === undefined ? [] : parametersOf(query).map((parameter) => ApiQuery({ ...parameter }))),
    ...(body === undefined ? [] : [ApiBody({ required: !isBodyOptional, schema: schemaReference(body) })]),
  ];
}

function responseDecorators(operation: OperationDescription, status: number): MethodDecorator[] {
  const { response, produces, headers, otherResponses = {}, problems = [] } = operation;
  const named = Object.entries(headers ?? {}).map(([name, text]) => [
    name,
    { description: text, schema: { type: 'string' as const } },
  ]);
  return [
    ApiResponse({
      status,
      description: produces?.description ?? operation.summary,
      ...(named.length === 0 ? {} : { headers: Object.fromEntries(named) as Record<string, never> }),
      ...contentOf(response, produces?.type),
    }),
    ...Object.entries(otherResponses).map(([code, other]) =>
      ApiResponse({ status: Number(code), description: other.description, ...contentOf(other.schema) }),
    ),
    ...problems.map((code) =>
      ApiResponse({ status: code, description: 'A problem.', ...contentOf(problemDto, 'application/problem+json') }),
    ),
    ApiResponse({
      status: 'default',
      description: 'Any other problem.',
      ...contentOf(problemDto, 'application/problem+json'),
    }),
  ];
}

function contentOf(schema: z.ZodType | undefined, type = 'application/json'): object {
  if (schema === undefined && type === 'application/json') return {};
  return { content: { [type]: { schema: schema === undefined ? { type: 'string' } : schemaReference(schema) } } };
}
