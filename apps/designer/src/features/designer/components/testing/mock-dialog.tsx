import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { Dialog } from '../../../../components/dialog.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { LazyJsonField } from '../../../../components/schema-form/lazy-json-field.tsx';
import { type MockedFailure, useMock } from '../../hooks/testing/use-mock.ts';
import type { Difference } from '../../model/testing/mock-differences.ts';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

interface Props {
  readonly name: string;
  /** What the step would give, as far as its action shows it. */
  readonly usual: JsonValue | undefined;
  /** What its action says that it gives. */
  readonly schema: JsonObject | undefined;
  readonly onClose: () => void;
}

/** Writes what stands in for a step in tests: a result, or an error to test what catches it. */
export function MockDialog({ name, usual, schema, onClose }: Props): ReactElement {
  const { t } = useTranslation([TESTING_WORDS, 'common']);
  const mock = useMock({ name, usual, schema, onSaved: onClose });
  const { kind, refused, problem, save } = mock;
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
          onChange={mock.choose}
        />
        {kind === 'output' ? (
          <MockedOutput value={mock.output} usual={usual} onChange={mock.write} onBroken={mock.setBroken} />
        ) : (
          <MockedError {...mock.failure} onChange={mock.fail} />
        )}
        {refused.length > 0 && <Differences found={refused} />}
        {problem !== undefined && <ProblemAlert error={problem} {...(mock.canSave ? { onRetry: save } : {})} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button disabled={!mock.canSave} onClick={save}>
            {t(refused.length > 0 ? 'mock.saveAnyway' : 'mock.save')}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}

interface OutputProps extends Pick<Props, 'usual'> {
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  readonly onBroken: (isBroken: boolean) => void;
}

function MockedOutput({ value, usual, onChange, onBroken }: OutputProps): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  // Text that is no JSON goes when another value takes its place, also the same one.
  const [taken, setTaken] = useState(0);
  return (
    <div className={styles.asked}>
      <span className={styles.label}>{t('mock.value')}</span>
      <LazyJsonField key={taken} label={t('mock.value')} value={value} onChange={onChange} onBroken={onBroken} />
      <span className={styles.help}>{t('mock.valueHelp')}</span>
      {usual !== undefined && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => {
            setTaken(taken + 1);
            onChange(usual);
          }}
        >
          {t('mock.fromSchema')}
        </Button>
      )}
    </div>
  );
}

interface ErrorProps extends MockedFailure {
  readonly onChange: (failure: MockedFailure) => void;
}

function MockedError({ error, cause, onChange }: ErrorProps): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  return (
    <>
      <TextInput
        label={t('mock.errorName')}
        description={t('mock.errorHelp')}
        value={error}
        onChange={(event) => onChange({ error: event.currentTarget.value, cause })}
      />
      <TextInput
        label={t('mock.cause')}
        value={cause}
        onChange={(event) => onChange({ error, cause: event.currentTarget.value })}
      />
    </>
  );
}

/** How a mock differs from what the step's action says that it gives. Services do so too, so it may be kept all the same. */
function Differences({ found }: { readonly found: readonly Difference[] }): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  return (
    <div role="alert" className={styles.warnings}>
      <p>{t('mock.differs')}</p>
      <ul>
        {found.map(({ place, message }) => (
          <li key={`${place} ${message}`}>
            {place === '' ? t('mock.value') : <code>{place}</code>} {message}.
          </li>
        ))}
      </ul>
    </div>
  );
}
