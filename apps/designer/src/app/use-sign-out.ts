import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { signOut } from '../lib/queries/session.ts';

/** Ends the session, forgets everything that was read, and shows the sign-in page. */
export function useSignOut(): () => Promise<void> {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await signOut();
    } catch (error) {
      notifications.show({
        message: error instanceof Error ? error.message : String(error),
        color: 'red',
        autoClose: false,
      });
      return;
    }
    await navigate({ to: '/login' });
    cache.clear();
  };
}
