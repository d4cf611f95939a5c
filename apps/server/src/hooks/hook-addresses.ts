/**
 * Where services call for connectors. No workspace has a name with a tilde, so these are no webhook's address; a workspace
 * named `app` would lose those of its webhooks that have two parts.
 */
export const SUBSCRIPTION_PATH = '/hooks/~/subscriptions';
export const PASTED_PATH = '/hooks/~/triggers';
export const APP_PATH = '/hooks/app';

export const subscriptionAddress = (publicUrl: string, subscriptionId: string): string =>
  `${publicUrl}${SUBSCRIPTION_PATH}/${subscriptionId}`;
export const pastedAddress = (publicUrl: string, addressId: string): string =>
  `${publicUrl}${PASTED_PATH}/${addressId}`;
export const appAddress = (
  publicUrl: string,
  place: { readonly workspace: string; readonly connector: string },
): string => `${publicUrl}${APP_PATH}/${place.workspace}/${place.connector}`;
