import type { ReactNode } from 'react';
import { Page } from '../../ui/page.js';

export function InboxPage(): ReactNode {
  return <Page title="Inbox">{null}</Page>;
}
