import { afterEach, expect, jest, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import words from '../../../i18n/en/designer.json' with { type: 'json' };
import type { Finding } from '../../../lib/contract.ts';
import { addWords } from '../../../lib/i18n.ts';
import { ServiceNotice } from './service-notice.tsx';

addWords('designer', words);
afterEach(cleanup);

const finding = (path: string, message: string): Finding => ({
  ...{ code: 'connector.schema_changed', severity: 'warning', path, message },
});

function show(findings: readonly Finding[], canShow = true) {
  const [onShow, onClose] = [jest.fn<(path: string) => void>(), jest.fn<() => void>()];
  render(
    <MantineProvider env="test">
      <ServiceNotice
        title="They have changed."
        findings={findings}
        onShow={canShow ? onShow : undefined}
        onClose={onClose}
      />
    </MantineProvider>,
  );
  return { onShow, onClose };
}

test('a notice says what has changed, and leads to the field', () => {
  const path = '/machine/States/Add a row/Arguments/values';
  const { onShow, onClose } = show([finding(path, '"email" is gone.'), finding('/triggers/rows', '"name" is new.')]);
  expect(screen.getByRole('status').textContent).toContain('They have changed.');
  fireEvent.click(screen.getByRole('button', { name: 'Open Add a row' }));
  expect(onShow).toHaveBeenCalledWith(path);
  expect(screen.getByRole('button', { name: 'Open rows' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Close this notice' }));
  expect(onClose).toHaveBeenCalled();
});

test('many are counted, and where no step can be opened it is named', () => {
  show(
    ['a', 'b', 'c', 'd', 'e'].map((name) => finding(`/machine/States/${name}`, `${name} is gone.`)),
    false,
  );
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
  expect(screen.getByText('And 2 more.')).toBeTruthy();
  expect(screen.getByText('a').tagName).toBe('STRONG');
});
