import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../../components/dialog.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { LazyJsonField } from '../../../../components/schema-form/lazy-json-field.tsx';
import type { KeptSample, SampleForm } from '../../../../lib/contract.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

interface Props {
  readonly name: string;
  /** What the step would give, as far as its action shows it. */
  readonly usual: JsonValue | undefined;
  readonly onClose: () => void;
}

/** Writes what stands in for a step in tests: a result, or an error to test what catches it. */
export function MockDialog({ name, usual, onClose }: Props): ReactElement {
  const { t } = useTranslation([TESTING_WORDS, 'common']);
  const { samples, keep, data } = useTestingContext();
  const before = samples.get(name);
  const [kind, choose] = useState<'output' | 'error'>(before?.error === undefined ? 'output' : 'error');
  const [output, write] = useState<JsonValue | undefined>(() =>
    firstOutput(before?.output, data.steps, { name, usual }),
  );
  const [error, setError] = useState(before?.error ?? 'States.TaskFailed');
  const [cause, setCause] = useState(before?.cause ?? '');
  const [problem, fail] = useState<Error>();
  const [warnings, warn] = useState<KeptSample['warnings']>([]);
  const save = (): void => {
    const form: SampleForm =
      kind === 'output' ? { kind: 'mock', output: output ?? null } : { kind: 'mock', error, cause };
    keep(name, form).then(
      ({ warnings: found }) => (found.length === 0 ? onClose() : warn(found)),
      (thrown: unknown) => fail(thrown instanceof Error ? thrown : new Error(String(thrown))),
    );
  };
  return (
    <Dialog title={t('mock.title', { step: name })} onClose={onClose} size="lg">
      <div className={styles.form}>
        <SegmentedControl
          aria-label={t('mock.kind')}
          data={[
            { value: 'output', label: t('mock.output') },
            { value: 'error', label: t('mock.error') },
          ]}
          value={kind}
          onChange={choose}
        />
        {kind === 'output' ? (
          <div>
            <span className={styles.label}>{t('mock.value')}</span>
            <LazyJsonField label={t('mock.value')} value={output} onChange={write} />
            <span className={styles.help}>{t('mock.valueHelp')}</span>
            {usual !== undefined && (
              <Button size="compact-xs" variant="subtle" onClick={() => write(usual)}>
                {t('mock.fromSchema')}
              </Button>
            )}
          </div>
        ) : (
          <>
            <TextInput
              label={t('mock.errorName')}
              description={t('mock.errorHelp')}
              value={error}
              onChange={(event) => setError(event.currentTarget.value)}
            />
            <TextInput
              label={t('mock.cause')}
              value={cause}
              onChange={(event) => setCause(event.currentTarget.value)}
            />
          </>
        )}
        <Differences found={warnings} />
        {problem !== undefined && <ProblemAlert error={problem} onRetry={save} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t(warnings.length > 0 ? 'common:close' : 'common:cancel')}
          </Button>
          <Button disabled={kind === 'error' && error === ''} onClick={save}>
            {t('mock.save')}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}

/** How a mock differs from what the step's action says that it gives. It is kept all the same: services do so too. */
function Differences({ found }: { readonly found: KeptSample['warnings'] }): ReactElement | null {
  const { t } = useTranslation(TESTING_WORDS);
  if (found.length === 0) return null;
  return (
    <div role="status" className={styles.warnings}>
      <p>{t('mock.warnings')}</p>
      <ul>
        {found.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <code>{path}</code> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What a mock begins with: the one before, what the step gave last, or what its action shows. */
function firstOutput(
  kept: unknown,
  steps: readonly { readonly state: string; readonly output?: unknown }[],
  { name, usual }: { readonly name: string; readonly usual: JsonValue | undefined },
): JsonValue {
  return (kept ?? steps.findLast(({ state }) => state === name)?.output ?? usual ?? {}) as JsonValue;
}
