import { notifications } from '@mantine/notifications';

/** Says why something that somebody began has failed, where no dialog does; it stays until it is put away. */
export const showError = (error: Error): void =>
  void notifications.show({ message: error.message, color: 'red', autoClose: false });
