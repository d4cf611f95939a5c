import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Time } from '../../../components/time.tsx';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import { asText } from '../../../lib/json.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../connections.module.css';

interface Props {
  readonly connection: Connection;
  readonly connector: ConnectorDescription | undefined;
}

/** What is known of a connection. What it holds is not among it. */
export function ConnectionDetails({ connection, connector }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const { previousUntil, createdAt } = connection;
  return (
    <section className={styles.card} aria-labelledby="details-title">
      <h2 id="details-title">{t('details.title')}</h2>
      <dl className={styles.facts}>
        {connection.kind === 'connector' && <Account connection={connection} connector={connector} />}
        <Held connection={connection} connector={connector} />
        {previousUntil !== undefined && (
          <Fact name={t('details.previous')}>
            {t('details.previousUntil')} <Time at={previousUntil} />
          </Fact>
        )}
        {connection.kind === 'connector' && (
          <>
            <Fact name={t('column.lastUsed')}>
              <Moment at={connection.lastUsedAt} />
            </Fact>
            <Fact name={t('details.lastGood')}>
              <Moment at={connection.lastGoodAt} />
            </Fact>
          </>
        )}
        <Fact name={t('details.made')}>
          <Time at={createdAt} />
        </Fact>
      </dl>
    </section>
  );
}

/** Whose it is, how it signs in, and as whom. */
function Account({ connection, connector }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const workspace = useWorkspace();
  const { account, authKind, connector: name = '' } = connection;
  return (
    <>
      <Fact name={t('column.connector')}>
        <Link className={styles.link} to="/w/$workspace/connectors/$connector" params={{ workspace, connector: name }}>
          {connector?.title ?? name}
        </Link>
      </Fact>
      <Fact name={t('details.signIn')}>{authOf({ connection, connector })?.title ?? authKind}</Fact>
      <Fact name={t('column.account')}>
        {account?.label ?? account?.id ?? <span className={styles.soft}>{t('details.noAccount')}</span>}
      </Fact>
    </>
  );
}

/** What was filled in: as it is, or that it is kept. */
function Held({ connection, connector }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const { fields = {}, fieldNames, updatedAt } = connection;
  const auth = authOf({ connection, connector });
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <Fact key={name} name={titleOf(auth, name)}>
          {asText(value as Parameters<typeof asText>[0])}
        </Fact>
      ))}
      {fieldNames.map((name) => (
        <Fact key={name} name={titleOf(auth, name)}>
          <span className={styles.soft} aria-hidden="true">
            ••••••••
          </span>{' '}
          {t('details.set')} <Time at={updatedAt} />
        </Fact>
      ))}
    </>
  );
}

type Auth = ConnectorDescription['auth'][number];

const authOf = ({ connection, connector }: Props): Auth | undefined =>
  connector?.auth.find(({ name }) => name === connection.authKind);

/** What a field is called where it was filled in. */
function titleOf(auth: Auth | undefined, name: string): string {
  const properties = auth?.fields.properties as Readonly<Record<string, { readonly title?: unknown }>> | undefined;
  const title = properties?.[name]?.title;
  return typeof title === 'string' ? title : name;
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Moment({ at }: { readonly at: string | undefined }): ReactElement {
  const { t } = useTranslation();
  return at === undefined ? <span className={styles.soft}>{t('never')}</span> : <Time at={at} />;
}
