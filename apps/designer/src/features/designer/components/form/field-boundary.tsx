import { Component, type ReactNode } from 'react';
import { i18n } from '../../../../lib/i18n.ts';
import styles from './form.module.css';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** One value that cannot be shown must not take the form with it. */
export class FieldBoundary extends Component<Props, { readonly failed: boolean }> {
  override readonly state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <p className={styles.error} role="alert">
        {this.props.title}: {i18n.t('designer:form.broken')}
      </p>
    );
  }
}
