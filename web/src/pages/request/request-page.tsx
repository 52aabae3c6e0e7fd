import type { ReactNode } from 'react';
import { Page } from '../../ui/page.js';

export function RequestPage({ id }: { id: string }): ReactNode {
  return <Page title={id}>{null}</Page>;
}
