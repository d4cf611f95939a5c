import { IconAlertTriangle, IconShieldExclamation } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { PublishImpact } from '../../lib/contract.ts';
import '../document-diff/words.ts';
import { DialogSection } from './dialog-section.tsx';
import styles from './versions.module.css';

type SchemaChange = PublishImpact['schema'][number];
type Permission = PublishImpact['permissions'][number];

/** What those who rely on the live version will notice. Nothing is drawn when they notice nothing. */
export function ImpactList({ impact }: { readonly impact: PublishImpact | undefined }): ReactElement | null {
  const { t } = useTranslation('versions');
  const breaking = impact?.schema.filter(({ isBreaking }) => isBreaking) ?? [];
  const permissions = impact?.permissions ?? [];
  if (breaking.length + permissions.length === 0) return null;
  return (
    <DialogSection title={t('impact.title')}>
      <ul className={styles.notes}>
        {breaking.map((change) => (
          <li key={`${change.part} ${change.path} ${change.rule}`}>
            <IconAlertTriangle size={16} aria-hidden="true" />
            <SchemaSentence change={change} />
          </li>
        ))}
        {permissions.map((permission) => (
          <li key={permission.connector}>
            <IconShieldExclamation size={16} aria-hidden="true" />
            <PermissionSentence permission={permission} />
          </li>
        ))}
      </ul>
    </DialogSection>
  );
}

const MAX_NAMES = 3;

function SchemaSentence({ change }: { readonly change: SchemaChange }): ReactElement {
  const { t } = useTranslation('versions');
  const { part, path, rule, affects } = change;
  const field = path === '' ? t('impact.whole') : path.slice(1).replaceAll('/', '.').replaceAll('~1', '/');
  const said = t(`impact.${part}.${rule}`, { field, defaultValue: t(`impact.${part}.other`, { field }) });
  const first = affects.slice(0, MAX_NAMES).join(', ');
  const names =
    affects.length > MAX_NAMES ? t('impact.names', { names: first, count: affects.length - MAX_NAMES }) : first;
  const who = t(part === 'output' ? 'impact.readBy' : 'impact.sentBy', { count: affects.length, names });
  return <span>{affects.length === 0 ? `${said}.` : `${said}, ${who}.`}</span>;
}

function PermissionSentence({ permission }: { readonly permission: Permission }): ReactElement {
  const { t } = useTranslation('versions');
  const added = permission.added.map((one) => {
    if (one === '*') return t('impact.anyHost');
    if (one === 'secrets') return t('impact.secrets');
    return one.startsWith('memory ') ? one : t('impact.host', { host: one });
  });
  return <span>{`${t('impact.permission', { connector: permission.title, added: added.join(', ') })}.`}</span>;
}
