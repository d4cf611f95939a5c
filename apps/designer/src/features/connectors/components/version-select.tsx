import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../connector-page.module.css';

/** Which version the page is about. */
export function VersionSelect({ connector }: { readonly connector: ConnectorDescription }): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { name, version, versions } = connector;
  if (versions.length < 2) return null;
  const data = versions.includes(version) ? [...versions] : [version, ...versions];
  return (
    <Select
      className={styles.versionSelect}
      aria-label={t('about.version')}
      data={data}
      value={version}
      allowDeselect={false}
      onChange={(next) =>
        void navigate({
          to: '/w/$workspace/connectors/$connector/v/$version',
          params: { workspace, connector: name, version: next ?? version },
        })
      }
    />
  );
}
