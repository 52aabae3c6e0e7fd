import type { ReactNode } from 'react';
import { Page } from '../../ui/page.js';

export default function ManagePages(): ReactNode {
  return <Page title="Manage">{null}</Page>;
}
