import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectorVersion } from '../../../lib/contract.ts';
import { actsOf, type VersionActKind } from '../model/versions.ts';
import { VersionDialog } from './version-dialog.tsx';

interface Props {
  readonly version: ConnectorVersion;
  readonly versions: readonly ConnectorVersion[];
}

/** What can be done to a version. Each asks first. */
export function VersionMenu({ version, versions }: Props): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const [asked, ask] = useState<VersionActKind>();
  const acts = actsOf(version);
  if (acts.length === 0) return null;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('version.menu', { version: version.version })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {acts.map((act) => (
            <Menu.Item key={act} onClick={() => ask(act)}>
              {t(`act.${act}.name`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asked !== undefined && (
        <VersionDialog act={asked} version={version} versions={versions} onClose={() => ask(undefined)} />
      )}
    </>
  );
}
