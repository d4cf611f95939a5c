import {
  IconCpu,
  IconKey,
  IconNetwork,
  IconPlus,
  IconShieldCheck,
  IconWorld,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import styles from '../connector-page.module.css';

interface Props {
  readonly permissions: ConnectorDescription['permissions'];
  /** What no approved version may do: whoever installs it looks at that first. */
  readonly added?: readonly string[];
}

/** Where a connector may call, and whether its code sees secrets. */
export function PermissionList({ permissions, added = [] }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const { hosts, sockets, secrets } = permissions;
  const memory = added.find((permission) => permission.startsWith('memory '));
  return (
    <ul className={styles.permissions}>
      {hosts.map((host) => (
        <Permission key={host} icon={IconWorld} isNew={added.includes(host)}>
          {host === '*' ? t('permission.anyHost') : <code>{host}</code>}
        </Permission>
      ))}
      {sockets.map((socket) => (
        <Permission key={socket} icon={IconNetwork} isNew={added.includes(socket)}>
          <code>{socket}</code> {t('permission.socket')}
        </Permission>
      ))}
      {hosts.length + sockets.length === 0 && <Permission icon={IconShieldCheck}>{t('permission.nowhere')}</Permission>}
      <Permission icon={IconKey} isNew={secrets && added.includes('secrets')}>
        {t(secrets ? 'permission.secrets' : 'permission.noSecrets')}
      </Permission>
      {memory !== undefined && (
        <Permission icon={IconCpu} isNew>
          {memory}
        </Permission>
      )}
    </ul>
  );
}

interface PermissionProps {
  readonly icon: TablerIcon;
  readonly isNew?: boolean;
  readonly children: ReactNode;
}

function Permission({ icon: Icon, isNew = false, children }: PermissionProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const Mark = isNew ? IconPlus : Icon;
  return (
    <li data-new={isNew}>
      <Mark size={16} stroke={1.75} aria-hidden="true" />
      <span>
        {children}
        {isNew && <span className={styles.newPermission}> {t('permission.new')}</span>}
      </span>
    </li>
  );
}
