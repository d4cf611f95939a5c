import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { BrandMark } from '../../components/state-marks.tsx';
import type { OwnerForm } from '../../lib/contract.ts';
import { createOwner, sessionQuery, setupQuery } from '../../lib/queries/session.ts';
import { Checks } from './components/checks.tsx';
import { checkOwnerForm, missingCharacters } from './model/password.ts';
import styles from './setup.module.css';

const route = getRouteApi('/setup');

/** The first page of an installation: its owner, and whether it is well. */
export function SetupPage(): ReactElement {
  const { t } = useTranslation('setup');
  const setup = useQuery(setupQuery);
  useEffect(() => {
    document.title = `${t('title')} · Millrace`;
  }, [t]);
  return (
    <div className={styles.page}>
      <main className={styles.main}>
        <div className={styles.form}>
          <BrandMark size={36} />
          <h1 className={styles.title}>{t('title')}</h1>
          {setup.data?.ownerExists === true ? (
            <>
              <p className={styles.text}>{t('done')}</p>
              <Button component={Link} to="/login" mt={16}>
                {t('toLogin')}
              </Button>
            </>
          ) : (
            <OwnerFields needsToken={setup.data?.needsToken === true} />
          )}
        </div>
      </main>
      <aside className={styles.aside} aria-labelledby="checks-title">
        <Checks query={setup} />
      </aside>
    </div>
  );
}

function OwnerFields({ needsToken }: { readonly needsToken: boolean }): ReactElement {
  const { t } = useTranslation('setup');
  const { token } = route.useSearch();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [form, setForm] = useState({ name: '', email: '', password: '' });
  const [checked, setChecked] = useState(false);
  const errors = checked ? checkOwnerForm(form) : {};
  const creation = useMutation({
    mutationFn: (owner: OwnerForm) => createOwner(owner),
    onSuccess: async (session) => {
      cache.setQueryData(sessionQuery.queryKey, session);
      cache.removeQueries({ queryKey: setupQuery.queryKey });
      await navigate({ to: '/w/$workspace', params: { workspace: session.workspace.slug } });
    },
  });
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(checkOwnerForm(form)).length > 0) return;
    creation.mutate({
      ...form,
      email: form.email.trim(),
      name: form.name.trim(),
      ...(token === undefined ? {} : { token }),
    });
  };
  const field = (name: keyof typeof form) => ({
    label: t(name),
    value: form[name],
    error: errors[name] === undefined ? undefined : t(errors[name]),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  });
  const left = missingCharacters(form.password);
  return (
    <>
      <p className={styles.text}>{t('text')}</p>
      {needsToken && token === undefined && (
        <section className={styles.notice}>
          <h2>{t('tokenTitle')}</h2>
          <p>{t('tokenText')}</p>
        </section>
      )}
      <form className={styles.fields} onSubmit={submit} noValidate>
        <TextInput {...field('name')} autoComplete="name" autoFocus />
        <TextInput {...field('email')} type="email" autoComplete="username" />
        <div>
          <PasswordInput
            {...field('password')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          />
          <p className={styles.help} data-enough={form.password !== '' && left === 0}>
            {t('passwordHelp')}{' '}
            {form.password === '' ? '' : left > 0 ? t('passwordLeft', { count: left }) : t('passwordEnough')}
          </p>
        </div>
        {creation.error !== null && <ProblemAlert error={creation.error} />}
        <Button type="submit" fullWidth loading={creation.isPending} className={styles.submit}>
          {t('create')}
        </Button>
      </form>
    </>
  );
}
