import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import tables from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { PublisherKey } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { RemoveKeyDialog } from './key-dialogs.tsx';

const COLUMNS = ['name', 'keyId', 'addedBy', 'added'] as const;

/** The keys whose signatures count. */
export function KeyTable({ publisherKeys }: { readonly publisherKeys: readonly PublisherKey[] }): ReactElement {
  const { t } = useTranslation('catalogue');
  const mayManage = useMay('connector.manage');
  const [removed, remove] = useState<PublisherKey>();
  return (
    <div className={tables.frame}>
      <table className={tables.table} aria-label={t('keys.title')}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`keys.column.${column}`)}
              </th>
            ))}
            {mayManage && (
              <th scope="col" className={tables.number}>
                {t('keys.column.action')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {publisherKeys.map((publisherKey) => (
            <tr key={publisherKey.keyId}>
              <td className={tables.strong}>{publisherKey.name}</td>
              <td className={tables.mono}>{publisherKey.keyId}</td>
              <td>{publisherKey.addedBy}</td>
              <td>
                <Time at={publisherKey.addedAt} />
              </td>
              {mayManage && (
                <td className={tables.number}>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t('keys.removeLabel', { name: publisherKey.name })}
                    onClick={() => remove(publisherKey)}
                  >
                    {t('keys.remove')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {removed !== undefined && <RemoveKeyDialog publisherKey={removed} onClose={() => remove(undefined)} />}
    </div>
  );
}
