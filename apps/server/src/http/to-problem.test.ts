import { NotFoundException } from '@nestjs/common';
import { PIECE_ERRORS } from '@millrace/connector-host';
import { OPENAPI_ERRORS } from '@millrace/connector-openapi';
import { PACKAGE_ERRORS } from '@millrace/connector-package';
import { RUNTIME_ERRORS, RuntimeError } from '@millrace/runtime';
import { SECURITY_ERRORS } from '@millrace/security';
import { SERVER_ERRORS, ServerError } from '../errors.ts';
import { PROBLEM_KINDS } from './problem-table.ts';
import { toProblem } from './to-problem.ts';

const where = { instance: '/api/v1/runs/1', requestId: 'r-1' };

test('every code that can reach the doors has a status and a title', () => {
  const ours = {
    ...RUNTIME_ERRORS,
    ...SECURITY_ERRORS,
    ...SERVER_ERRORS,
    ...PACKAGE_ERRORS,
    ...OPENAPI_ERRORS,
    ...PIECE_ERRORS,
  };
  const codes = Object.keys(ours).sort();
  expect(Object.keys(PROBLEM_KINDS).sort()).toEqual(codes);
  for (const { status, title } of Object.values(PROBLEM_KINDS)) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title).toMatch(/^[A-Z]/);
  }
});

test('an error of ours is told with its detail', () => {
  const error = new RuntimeError('run.not_found', 'There is no run 1.', { detail: { limit: 3, secret: 'x' } });
  expect(toProblem(error, where)).toEqual({
    document: {
      type: '/errors/run#run.not_found',
      title: 'No such run',
      status: 404,
      detail: 'There is no run 1.',
      instance: '/api/v1/runs/1',
      code: 'run.not_found',
      requestId: 'r-1',
      errors: [],
      limit: 3,
    },
    headers: {},
    fault: 'caller',
  });
});

test('an error of another copy of the package is known by its code', () => {
  const foreign = Object.assign(new Error('gone'), { code: 'workflow.not_found' });
  expect(toProblem(foreign, where).document).toMatchObject({ status: 404, code: 'workflow.not_found' });
});

test('an unknown error tells nothing of itself', () => {
  const { document, fault } = toProblem(new Error('password=hunter2'), where);
  expect(document).toMatchObject({ status: 500, code: 'internal.unexpected' });
  expect(JSON.stringify(document)).not.toContain('hunter2');
  expect(fault).toBe('system');
  expect(toProblem(undefined, where).document.code).toBe('internal.unexpected');
});

test('429 and 503 say when to come again', () => {
  const saturated = new RuntimeError('intake.saturated', 'Full.', { detail: { retryAfterSeconds: 7 } });
  expect(toProblem(saturated, where).headers).toEqual({ 'retry-after': '7' });
  expect(toProblem(new RuntimeError('store.unavailable', 'Down.'), where).headers).toEqual({ 'retry-after': '1' });
});

test('what the framework refuses by itself has a code of ours', () => {
  expect(toProblem(new NotFoundException('Cannot GET /x'), where).document.code).toBe('route.not_found');
  const badUrl = Object.assign(new Error('bad url'), { code: 'FST_ERR_BAD_URL', statusCode: 400 });
  expect(toProblem(badUrl, where).document).toMatchObject({ code: 'request.malformed', status: 400 });
  expect(toProblem(Object.assign(new Error('odd'), { statusCode: 431 }), where).document.status).toBe(431);
});

test('a status of its own wins over the usual one', () => {
  const failed = new ServerError('run.failed', 'Failed.', { status: 500, detail: { runId: 'r' } });
  expect(toProblem(failed, where).document).toMatchObject({ status: 500, runId: 'r' });
});
