import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Navigate, useRouter } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { BrandMark } from '../../components/state-marks.tsx';
import { safeNext } from '../../lib/safe-next.ts';
import { sessionQuery, setupQuery, signIn } from '../../lib/queries/session.ts';
import styles from './setup.module.css';

const route = getRouteApi('/login');

/** Where a session begins. */
export function LoginPage(): ReactElement {
  const { t } = useTranslation('setup');
  const { next } = route.useSearch();
  const { data: setup } = useQuery(setupQuery);
  const router = useRouter();
  const cache = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    document.title = `${t('login.title')} · Millrace`;
  }, [t]);
  const login = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      cache.clear();
      cache.setQueryData(sessionQuery.queryKey, session);
      router.history.push(safeNext(next, `/w/${session.workspace.slug}`));
    },
  });
  if (setup?.ownerExists === false) return <Navigate to="/setup" />;
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setMissing(email.trim() === '' || password === '');
    if (email.trim() !== '' && password !== '') login.mutate({ email: email.trim(), password });
  };
  return (
    <main className={styles.login}>
      <div className={styles.loginCard}>
        <BrandMark size={36} />
        <h1 className={styles.title}>{t('login.title')}</h1>
        <form className={styles.fields} onSubmit={submit} noValidate>
          <TextInput
            label={t('login.email')}
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            error={missing && email.trim() === '' ? t('login.missing') : undefined}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('login.password')}
            autoComplete="current-password"
            value={password}
            error={missing && password === '' ? t('login.missing') : undefined}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          />
          {login.error !== null && <ProblemAlert error={login.error} />}
          <Button type="submit" fullWidth loading={login.isPending} className={styles.submit}>
            {t('login.submit')}
          </Button>
        </form>
      </div>
    </main>
  );
}
