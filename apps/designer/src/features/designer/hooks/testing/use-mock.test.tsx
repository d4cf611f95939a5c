import { afterEach, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import type { SampleForm } from '../../../../lib/contract.ts';
import { type Testing, TestingContext } from './testing-context.ts';
import { useMock } from './use-mock.ts';

afterEach(cleanup);

const schema: JsonObject = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };

function open(usual: JsonValue) {
  const kept: SampleForm[] = [];
  const keep = (_: string, sample: SampleForm): Promise<void> => {
    kept.push(sample);
    return Promise.resolve();
  };
  const testing = { samples: new Map(), data: { steps: [] }, keep } as unknown as Testing;
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <TestingContext value={testing}>{children}</TestingContext>
  );
  const { result } = renderHook(() => useMock({ name: 'Charge', usual, schema, onSaved: () => undefined }), {
    wrapper,
  });
  const mock = (): typeof result.current => result.current;
  const save = (): Promise<void> =>
    act(async () => {
      mock().save();
      await Promise.resolve();
    });
  return { kept, mock, save };
}

test('what fits its action is kept at once', async () => {
  const { kept, mock, save } = open({ id: 'a' });
  await save();
  expect(kept).toEqual([{ kind: 'mock', output: { id: 'a' } }]);
  expect(mock().refused).toEqual([]);
});

test('what does not fit is kept when it is wished for twice, and another value is asked about again', async () => {
  const { kept, mock, save } = open({ id: 1 });
  await save();
  expect(mock().refused).toHaveLength(1);
  act(() => mock().write({}));
  expect(mock().refused).toEqual([]);
  await save();
  expect(kept).toEqual([]);
  await save();
  expect(kept).toEqual([{ kind: 'mock', output: {} }]);
});

test('a text that is no JSON cannot be kept, an error can', () => {
  const { mock } = open({ id: 'a' });
  act(() => mock().setBroken(true));
  expect(mock().canSave).toBe(false);
  act(() => mock().choose('error'));
  expect(mock().canSave).toBe(true);
});
