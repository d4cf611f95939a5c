import { Menu, type MenuItemProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactElement, Ref } from 'react';

type AnchorProps = MenuItemProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof MenuItemProps> & { readonly ref?: Ref<HTMLAnchorElement> };

const ItemAnchor = (props: AnchorProps): ReactElement => <Menu.Item component="a" {...props} />;

/** A link to a page of the product in a menu. */
export const MenuLink = createLink(ItemAnchor);
