import { Component, type ReactNode } from 'react';

interface Props {
  /** The value shown. Another one is another chance. */
  readonly value: unknown;
  /** What stands in for a field that cannot be drawn. */
  readonly fallback: ReactNode;
  readonly children: ReactNode;
}
interface State {
  readonly failedFor: readonly [value: unknown] | undefined;
}

/** One value that cannot be shown must not take the form with it. */
export class FieldBoundary extends Component<Props, State> {
  override readonly state: State = { failedFor: undefined };

  override componentDidCatch(): void {
    this.setState({ failedFor: [this.props.value] });
  }

  static getDerivedStateFromError(): Partial<State> {
    return { failedFor: [BROKEN] };
  }

  override render(): ReactNode {
    const { failedFor } = this.state;
    const isBroken = failedFor !== undefined && (failedFor[0] === BROKEN || failedFor[0] === this.props.value);
    return isBroken ? this.props.fallback : this.props.children;
  }
}

/** Between the failure and its commit no value is known yet. */
const BROKEN = Symbol('broken');
