import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { PieceAddress } from '../api/pieces.ts';
import { readPieceAddress } from '../model/piece-address.ts';
import styles from './maker.module.css';

interface Props {
  readonly isPending: boolean;
  /** Then there is something to install, and to look is no more what is to be done. */
  readonly hasLooked: boolean;
  readonly onLook: (address: PieceAddress) => void;
}

const EMPTY: PieceAddress = { packageName: '', version: '' };

/** Which piece it is, and what is to be known before it is installed. */
export function PieceFields({ isPending, hasLooked, onLook }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const [form, setForm] = useState(EMPTY);
  const [isAsked, setAsked] = useState(false);
  const change = (name: keyof PieceAddress) => (event: { readonly currentTarget: { readonly value: string } }) =>
    setForm({ ...form, [name]: event.currentTarget.value });
  const faultOf = (name: keyof PieceAddress) => (isAsked && form[name].trim() === '' ? t('piece.missing') : undefined);
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setAsked(true);
    const address = readPieceAddress(form);
    if (address !== undefined && !isPending) onLook(address);
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
      <div className={styles.end}>
        <p className={styles.quiet}>{t('piece.licence')}</p>
        <Button type="submit" loading={isPending} {...(hasLooked ? { variant: 'default' } : {})}>
          {t('piece.look')}
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
