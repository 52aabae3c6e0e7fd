import { useEffect, type ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useSession } from '../../api/session.js';
import { LinkButton } from '../../ui/button.js';
import { Page } from '../../ui/page.js';
import { EmptyState } from '../../ui/states.js';
import { Tabs } from '../../ui/tabs.js';
import { AbsencesPage } from './absences-page.js';
import { AgentsPage } from './agents-page.js';
import { AuditPage } from './audit-page.js';
import { ChannelsPage } from './channels-page.js';
import { GroupPage } from './group-page.js';
import { GroupsPage } from './groups-page.js';
import { PausesPage } from './pauses-page.js';
import { PeoplePage } from './people-page.js';
import { PersonPage } from './person-page.js';
import { PoliciesPage } from './policies-page.js';
import { PolicyHistoryPage } from './policy-history.js';
import { PolicyPage } from './policy-page.js';
import './manage.css';

const SECTIONS = [
  { href: '/manage/policies', text: 'Policies' },
  { href: '/manage/people', text: 'People' },
  { href: '/manage/groups', text: 'Groups' },
  { href: '/manage/absences', text: 'Absences' },
  { href: '/manage/agents', text: 'Agents and keys' },
  { href: '/manage/channels', text: 'Channels' },
  { href: '/manage/pauses', text: 'Kill switch' },
  { href: '/manage/record', text: 'Record' },
] as const;

function NotYours(): ReactNode {
  return (
    <Page title="Manage">
      <EmptyState title="This is for managers">
        <p>Policies, people and channels are looked after by managers. Ask one of them if something should change.</p>
        <p className="row m-centred">
          <LinkButton href="/manage/absences">Your absences</LinkButton>
          <LinkButton href="/">Go to the inbox</LinkButton>
        </p>
      </EmptyState>
    </Page>
  );
}

/** Everybody enters their own absences, and whoever has the permission pauses; the rest is for managers. */
export default function ManagePages(): ReactNode {
  const { person } = useSession();
  const [location] = useLocation();
  const manager = person.role === 'manager';
  const pauses = manager || person.permissions.includes('pause');
  const sections = SECTIONS.filter(({ href }) => manager || href === '/manage/absences' || (pauses && href === '/manage/pauses'));
  useEffect(() => {
    document.querySelector('.manage > .tabs [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [location]);
  const here = (href: string) => location === href || location.startsWith(`${href}/`);
  return (
    <div className="manage">
      {sections.length < 2 ? null : (
        <Tabs
          label="What to manage"
          tabs={sections.map(({ href, text }) => ({
            href,
            text,
            current: here(href) || (href === '/manage/policies' && location === '/manage/new-policy'),
          }))}
        />
      )}
      <Switch>
        <Route path="/manage/absences" component={AbsencesPage} />
        {pauses ? <Route path="/manage/pauses" component={PausesPage} /> : null}
        {manager ? null : <Route component={NotYours} />}
        <Route path="/manage">
          <Redirect to="/manage/policies" replace />
        </Route>
        <Route path="/manage/policies" component={PoliciesPage} />
        <Route path="/manage/new-policy">
          <PolicyPage key="" name={null} />
        </Route>
        <Route path="/manage/policies/:name">{({ name }) => <PolicyPage key={name} name={name} />}</Route>
        <Route path="/manage/policies/:name/history">{({ name }) => <PolicyHistoryPage key={name} name={name} />}</Route>
        <Route path="/manage/people" component={PeoplePage} />
        <Route path="/manage/people/:id">{({ id }) => <PersonPage key={id} id={decodeURIComponent(id)} />}</Route>
        <Route path="/manage/groups" component={GroupsPage} />
        <Route path="/manage/groups/:id">{({ id }) => <GroupPage key={id} id={id} />}</Route>
        <Route path="/manage/agents" component={AgentsPage} />
        <Route path="/manage/channels" component={ChannelsPage} />
        <Route path="/manage/record" component={AuditPage} />
        <Route>
          <Page title="Not found">
            <EmptyState title="There is nothing at this address" />
          </Page>
        </Route>
      </Switch>
    </div>
  );
}
