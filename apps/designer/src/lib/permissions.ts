import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './queries/session.ts';

/** Whether the person who is signed in may do something. The server decides; this only hides what it would refuse. */
export function useMay(permission: string): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.permissions.includes(permission) ?? false;
}
