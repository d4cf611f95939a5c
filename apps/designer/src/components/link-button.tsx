import { Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactElement, Ref } from 'react';

type AnchorProps = ButtonProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> & { readonly ref?: Ref<HTMLAnchorElement> };

const ButtonAnchor = (props: AnchorProps): ReactElement => <Button component="a" {...props} />;

/** A link to a page of the product that looks like a button. */
export const LinkButton = createLink(ButtonAnchor);
