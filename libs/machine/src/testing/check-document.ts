import { inspectExpression, misfitOf } from '@millrace/expressions';
import type { JsonValue } from '../json.ts';
import type { Problem, ValidationContext } from '../problem.ts';
import { validate } from '../validate/validate.ts';

/** An installation with one connector, one action and one connection. */
export const installed: ValidationContext = {
  inspectExpression,
  misfitOf,
  findAction: (connector, action) => {
    if (connector !== 'http') return { missing: 'connector' };
    if (action !== 'request') return { missing: 'action' };
    return {
      input: {
        type: 'object',
        required: ['url'],
        properties: { url: { type: 'string' }, timeoutSeconds: { type: 'number', maximum: 60 } },
        additionalProperties: false,
      },
    };
  },
  findTrigger: (connector, trigger) => {
    if (connector !== 'http') return { missing: 'connector' };
    if (trigger !== 'item_found') return { missing: 'trigger' };
    return { input: { type: 'object', properties: { queue: { type: 'string' } }, additionalProperties: false } };
  },
  connections: ['crm'],
  connectorVersions: { http: ['1.2.0', '1.3.0'] },
};
/** What the action wants. */
export const request = { Resource: 'connector:http/request', Arguments: { url: 'https://example.com' } };
/** `code path`, with a mark when it is only a warning. */
const brief = ({ severity, code, path }: Problem): string =>
  `${code} ${path}${severity === 'warning' ? ' (warning)' : ''}`;

/** The problems of a document, in brief. */
export const check = (document: JsonValue, context: ValidationContext = installed): readonly string[] =>
  validate(document, context).map(brief);
