import { useSearch } from '@tanstack/react-router';

/** The error group that the designer was opened to mend: its runs can be retried with the version that does. */
export const useAffected = (): string | undefined => useSearch({ strict: false }).fix;
