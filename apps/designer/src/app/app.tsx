import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import 'virtual:tokens.css';
import '../theme/global.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactElement, StrictMode, useEffect, useState } from 'react';
import { onRefusal } from '../lib/api.ts';
import { createQueryClient } from '../lib/query-client.ts';
import { watchSession } from '../lib/session-end.ts';
import { cssVariablesResolver, theme } from '../theme/mantine-theme.ts';
import { createAppRouter } from './router.tsx';

// The same key as public/theme.js, which sets the theme before the first paint.
const schemes = localStorageColorSchemeManager({ key: 'millrace-theme' });

/** The whole application. */
export function App(): ReactElement {
  const [cache] = useState(createQueryClient);
  const [router] = useState(() => createAppRouter(cache));
  // The routes' own gate then leads to the sign-in page, and from there back.
  useEffect(() => onRefusal(watchSession(cache, () => void router.invalidate())), [cache, router]);
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={schemes}
        cssVariablesResolver={cssVariablesResolver}
      >
        <QueryClientProvider client={cache}>
          <RouterProvider router={router} />
          <Notifications position="bottom-right" limit={3} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}
