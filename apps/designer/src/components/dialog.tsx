import { Modal } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { useFocusBack } from '../hooks/use-focus-back.ts';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: 'md' | 'lg' | 'xl';
  /** It shows what is shown only once: no slip closes it. */
  readonly isOnce?: boolean;
}

/** A dialog that is open as long as it is drawn. */
export function Dialog({ title, onClose, children, size = 'md', isOnce = false }: Props): ReactElement {
  const { t } = useTranslation();
  // Mantine does so only for dialogs that are drawn while they are closed.
  useFocusBack();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      closeOnEscape={!isOnce}
      closeOnClickOutside={!isOnce}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {children}
    </Modal>
  );
}
