import { Component, type ReactNode } from 'react';
import { Button } from './button.js';

/**
 * Keeps what breaks in one page from taking the rest with it. Most often a part could not be loaded: the network went, or the service was upgraded and no
 * longer has the files that this tab began with. Give it a `key` per page, so that going elsewhere is another try.
 */
export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <div className="state" role="alert">
        <h1>This page could not be shown</h1>
        <p>Perhaps the connection broke, or a newer version is there. What you typed and decided is kept.</p>
        <Button kind="primary" onClick={() => location.reload()}>
          Reload
        </Button>
      </div>
    );
  }
}
