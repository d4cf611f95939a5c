import { Button } from '@mantine/core';
import { IconPlug } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectorIcon } from '../../components/connector-icon.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { CopyButton } from '../../components/id.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { ConnectorAction, ConnectorDescription } from '../../lib/contract.ts';
import { connectorsQuery } from '../../lib/queries/connectors.ts';
import styles from './connectors.module.css';
import { fieldsOf, type SchemaField } from './model/schema-fields.ts';

const route = getRouteApi('/w/$workspace/connectors/$connector');

/** One connector: what each of its actions takes and gives. */
export function ConnectorPage(): ReactElement {
  const { t } = useTranslation('connectors');
  const { workspace, connector: name } = route.useParams();
  const { data, error, refetch } = useQuery(connectorsQuery);
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton />;
  const connector = data.items.find((candidate) => candidate.name === name);
  if (connector !== undefined) return <Docs connector={connector} />;
  return (
    <EmptyState
      isPage
      icon={<IconPlug size={20} />}
      title={t('missing.title')}
      text={t('missing.text', { name })}
      action={
        <Button component={Link} to={`/w/${workspace}/connectors`}>
          {t('missing.action')}
        </Button>
      }
    />
  );
}

function Docs({ connector }: { readonly connector: ConnectorDescription }): ReactElement {
  const { t } = useTranslation('connectors');
  const { workspace } = route.useParams();
  const { action: chosen } = route.useSearch();
  const action = connector.actions.find(({ name }) => name === chosen) ?? connector.actions[0];
  return (
    <div className={styles.docs}>
      <div className={styles.docsHead}>
        <span className={styles.tileLarge}>
          <ConnectorIcon svg={connector.icon} size={28} />
        </span>
        <PageHeader
          title={connector.title}
          text={connector.description}
          crumbs={[
            <Link key="all" to="/w/$workspace/connectors" params={{ workspace }}>
              {t('title')}
            </Link>,
          ]}
          aside={<code className={styles.version}>{connector.version}</code>}
        />
      </div>
      <div className={styles.columns}>
        <nav className={styles.list} aria-label={t('actionList')}>
          {connector.actions.map(({ name, title, effects }) => (
            <Link
              key={name}
              from="/w/$workspace/connectors/$connector"
              search={{ action: name }}
              aria-current={name === action?.name ? 'page' : undefined}
              className={styles.item}
              replace
            >
              {title}
              {effects === 'write' && <span className={styles.chip}>{t('writes')}</span>}
            </Link>
          ))}
        </nav>
        {action !== undefined && <ActionDocs connector={connector.name} action={action} />}
      </div>
    </div>
  );
}

function ActionDocs({
  connector,
  action,
}: {
  readonly connector: string;
  readonly action: ConnectorAction;
}): ReactElement {
  const { t } = useTranslation('connectors');
  const resource = `connector:${connector}/${action.name}`;
  return (
    <article className={styles.action}>
      <h2>
        {action.title}
        <span className={action.effects === 'write' ? styles.writes : styles.chip}>
          {t(action.effects === 'write' ? 'writes' : 'reads')}
        </span>
      </h2>
      <p className={styles.resource}>
        <code>{resource}</code>
        <CopyButton text={resource} label={t('copy', { ns: 'common', what: resource })} />
      </p>
      <p className={styles.description}>{action.description}</p>
      <h3>{t('inputs')}</h3>
      <Fields fields={fieldsOf(action.input)} empty={t('noInputs')} withRequired />
      <h3>{t('output')}</h3>
      <Fields fields={fieldsOf(action.output)} empty={t('noOutput')} />
    </article>
  );
}

interface FieldsProps {
  readonly fields: readonly SchemaField[];
  readonly empty: string;
  readonly withRequired?: boolean;
}

function Fields({ fields, empty, withRequired = false }: FieldsProps): ReactElement {
  const { t } = useTranslation('connectors');
  if (fields.length === 0) return <p className={styles.description}>{empty}</p>;
  return (
    <dl className={styles.fields}>
      {fields.map(({ name, type, required, description }) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
            {withRequired && <span>{t(required ? 'required' : 'optional')}</span>}
          </dt>
          <dd className={styles.type}>{type === 'any' ? t('any') : type}</dd>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  );
}
