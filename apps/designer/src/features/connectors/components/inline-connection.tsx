import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConnectionInput } from '../../../components/connection-dialog/connection-input.tsx';
import type { FirstTry } from '../hooks/use-first-try.ts';
import styles from './maker.module.css';

/** What a connection needs, filled in where it is first used; or one that is there already. */
export function InlineConnection({ of }: { readonly of: FirstTry }): ReactElement {
  const { t } = useTranslation(['catalogue', 'connectors']);
  return (
    <>
      {of.chosen === undefined && (
        <div className={styles.row}>
          {of.fields.map((field) => (
            <ConnectionInput
              key={field.name}
              field={field}
              value={of.given[field.name]}
              error={
                of.missing.includes(field.name) ? t('connectors:connection.missing', { field: field.title }) : undefined
              }
              isFirst={false}
              onChange={(value) => of.give(field.name, value)}
            />
          ))}
        </div>
      )}
      {of.known.length > 0 && of.saved === undefined && (
        <Select
          label={t('openapi.orConnection')}
          placeholder={t('openapi.newConnection')}
          data={[...of.known]}
          value={of.chosen ?? null}
          clearable
          clearButtonProps={{ 'aria-label': t('openapi.newConnection') }}
          onChange={(name) => of.choose(name ?? undefined)}
        />
      )}
    </>
  );
}
