import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PieceForm, readPieceOrder } from '../model/piece-order.ts';
import styles from './maker.module.css';

interface Props {
  readonly isPending: boolean;
  readonly onInstall: (order: NonNullable<ReturnType<typeof readPieceOrder>>) => void;
}

const EMPTY: PieceForm = { packageName: '', version: '', reads: '' };

/** Which piece it is, and what is to be known before it is installed. */
export function PieceFields({ isPending, onInstall }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const [form, setForm] = useState(EMPTY);
  const [isAsked, setAsked] = useState(false);
  const change = (name: keyof PieceForm) => (event: { readonly currentTarget: { readonly value: string } }) =>
    setForm({ ...form, [name]: event.currentTarget.value });
  const faultOf = (name: 'packageName' | 'version') =>
    isAsked && form[name].trim() === '' ? t('piece.missing') : undefined;
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setAsked(true);
    const order = readPieceOrder(form);
    if (order !== undefined && !isPending) onInstall(order);
  };
  return (
    <form className={styles.stack} onSubmit={submit} noValidate>
      <Trust />
      <div className={styles.row}>
        <TextInput
          label={t('piece.package')}
          description={t('piece.packageHelp')}
          value={form.packageName}
          autoComplete="off"
          spellCheck={false}
          error={faultOf('packageName')}
          onChange={change('packageName')}
        />
        <TextInput
          label={t('piece.version')}
          description={t('piece.versionHelp')}
          value={form.version}
          autoComplete="off"
          error={faultOf('version')}
          onChange={change('version')}
        />
      </div>
      <TextInput
        label={t('piece.reads')}
        description={t('piece.readsHelp')}
        placeholder="list_users, find_user"
        value={form.reads}
        autoComplete="off"
        spellCheck={false}
        onChange={change('reads')}
      />
      <div className={styles.end}>
        <p className={styles.quiet}>{t('piece.licence')}</p>
        <Button type="submit" loading={isPending}>
          {t('piece.start')}
        </Button>
      </div>
    </form>
  );
}

function Trust(): ReactElement {
  const { t } = useTranslation('catalogue');
  return (
    <section className={styles.trust} aria-label={t('piece.trustTitle')}>
      <IconAlertTriangle size={18} aria-hidden="true" />
      <p>
        <strong>{t('piece.trustTitle')}</strong> {t('piece.trust')}
      </p>
    </section>
  );
}
