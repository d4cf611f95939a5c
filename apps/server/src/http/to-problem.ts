import { HttpException } from '@nestjs/common';
import { PIECE_ERRORS } from '@millrace/connector-host';
import { OPENAPI_ERRORS } from '@millrace/connector-openapi';
import { PACKAGE_ERRORS } from '@millrace/connector-package';
import { RUNTIME_ERRORS } from '@millrace/runtime';
import { SECURITY_ERRORS } from '@millrace/security';
import { SERVER_ERRORS, ServerError, type ServerErrorCode, type ServerErrorOptions } from '../errors.ts';
import type { Finding, ProblemDto } from './problem.dto.ts';
import { PROBLEM_KINDS, problemTypeOf, type ProblemCode } from './problem-table.ts';

const FAULTS = {
  ...RUNTIME_ERRORS,
  ...SECURITY_ERRORS,
  ...SERVER_ERRORS,
  ...PACKAGE_ERRORS,
  ...OPENAPI_ERRORS,
  ...PIECE_ERRORS,
};
const DEFAULT_RETRY_AFTER_SECONDS = 1;

export interface Problem {
  readonly document: ProblemDto;
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: 'caller' | 'system';
}

/** Turns whatever was thrown into what its asker is told. Unknown errors tell nothing about themselves. */
export function toProblem(
  error: unknown,
  { instance, requestId }: { readonly instance: string; readonly requestId: string },
): Problem {
  const { code, message, options } = readError(error);
  const { status: usualStatus, title } = PROBLEM_KINDS[code];
  const { findings = [], detail = {}, headers = {}, status = usualStatus } = options;
  const retryAfter = options.retryAfterSeconds ?? readRetryAfter(detail) ?? DEFAULT_RETRY_AFTER_SECONDS;
  return {
    document: {
      type: problemTypeOf(code),
      title,
      status,
      ...(code === 'internal.unexpected' ? {} : { detail: message }),
      instance,
      code,
      requestId,
      errors: [...findings],
      ...pickMembers(detail),
    },
    headers: { ...(status === 429 || status === 503 ? { 'retry-after': String(retryAfter) } : {}), ...headers },
    fault: FAULTS[code],
  };
}

interface KnownError {
  readonly code: ProblemCode;
  readonly message: string;
  readonly options: ServerErrorOptions;
}

// By code, not by class: errors cross duplicated packages.
function readError(error: unknown): KnownError {
  const { code, message = '' } = (error ?? {}) as { readonly code?: unknown; readonly message?: string };
  if (typeof code === 'string' && Object.hasOwn(PROBLEM_KINDS, code)) {
    const options = error instanceof ServerError ? error.options : readOptions(error as ForeignError, code);
    return { code: code as ProblemCode, message, options };
  }
  return readFrameworkError(error, { code, message }) ?? { code: 'internal.unexpected', message: '', options: {} };
}

/** What the errors of our libraries carry. */
interface ForeignError extends Pick<ServerErrorOptions, 'detail'> {
  /** Sentences. */
  readonly problems?: readonly string[];
}

/** An error of a library has all that it knows in its detail, or in a list of sentences. */
function readOptions({ detail = {}, problems = [] }: ForeignError, code: string): ServerErrorOptions {
  const found = Array.isArray(detail.findings) ? (detail.findings as readonly Pick<Finding, 'path' | 'message'>[]) : [];
  const all = [...found, ...problems.map((message) => ({ path: '', message }))];
  return { detail, findings: all.map(({ path, message }) => ({ code, severity: 'error', path, message })) };
}

function readFrameworkError(
  error: unknown,
  { code, message }: { readonly code: unknown; readonly message: string },
): KnownError | undefined {
  const known = FRAMEWORK_CODES[String(code)];
  if (known !== undefined) return { code: known, message, options: {} };
  const status = readStatus(error);
  if (status === undefined || status < 400 || status >= 500) return undefined;
  if (status === 404) return { code: 'route.not_found', message: 'There is nothing at this address.', options: {} };
  return { code: FRAMEWORK_STATUSES[status] ?? 'request.malformed', message, options: { status } };
}

/** What the web framework refuses by itself. */
const FRAMEWORK_CODES: Readonly<Record<string, ServerErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.media_type_unsupported',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.body_too_large',
  FST_ERR_BAD_URL: 'request.malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'request.uri_too_long',
};

const FRAMEWORK_STATUSES: Readonly<Record<number, ServerErrorCode>> = {
  413: 'request.body_too_large',
  414: 'request.uri_too_long',
  415: 'request.media_type_unsupported',
};

function readStatus(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { readonly statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}

const MEMBERS = ['limit', 'actual', 'setting', 'runId', 'position', 'workflows', 'missing'] as const;

function pickMembers(detail: NonNullable<ServerErrorOptions['detail']>): Partial<ProblemDto> {
  return Object.fromEntries(MEMBERS.flatMap((member) => (member in detail ? [[member, detail[member]]] : [])));
}

function readRetryAfter({ retryAfterSeconds }: NonNullable<ServerErrorOptions['detail']>): number | undefined {
  return typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined;
}
