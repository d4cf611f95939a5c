import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { ServerError } from '../errors.ts';
import type { Finding } from './problem.dto.ts';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
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
    const findings = result.issues.flatMap(toFindings);
    const summary = findings.map(({ path, message }) => `${path === '' ? 'The value' : path}: ${message}`).join(' ');
    if (metadata.type === 'body') throw new ServerError('request.invalid', summary, { findings });
    throw new ServerError('request.parameter_invalid', summary, { findings });
  }
}

function toFindings(issue: Issue): Finding[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const { keys } = issue as { readonly keys?: readonly string[] };
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
export function toPointer(segments: readonly PropertyKey[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
