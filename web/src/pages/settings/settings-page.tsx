import type { ReactNode } from 'react';
import { Page } from '../../ui/page.js';

export default function SettingsPage(): ReactNode {
  return <Page title="Settings">{null}</Page>;
}
