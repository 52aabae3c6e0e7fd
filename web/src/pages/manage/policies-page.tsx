import type { ReactNode } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { StoredPolicy } from '../../../../src/contracts/policy.js';
import { api } from '../../api/http.js';
import { Badge } from '../../ui/badge.js';
import { Button, LinkButton } from '../../ui/button.js';
import { Page } from '../../ui/page.js';
import { EmptyState } from '../../ui/states.js';
import { announce } from '../../ui/toast.js';
import { Ago, Arriving, FormError } from './parts.js';
import { forWhat, whatItDoes } from './policy-words.js';
import { useOne } from './queries.js';

export type ListedPolicy = StoredPolicy & { source: string; createdAt: string };
const KEY = ['policies'] as const;

function moved(items: readonly ListedPolicy[], from: number, to: number): ListedPolicy[] {
  const rest = items.filter((_, index) => index !== from);
  const [it] = items.slice(from, from + 1);
  return it ? [...rest.slice(0, to), it, ...rest.slice(to)] : [...items];
}

export function PoliciesPage(): ReactNode {
  const client = useQueryClient();
  const list = useOne<{ items: ListedPolicy[] }>(KEY, '/v1/policies');
  const { data } = list;
  const order = useMutation({
    mutationFn: ({ items }: { items: ListedPolicy[]; said: string }) =>
      api.post<null>('/v1/policies/order', { names: items.map(({ name }) => name) }),
    onMutate: ({ items }) => client.setQueryData(KEY, { items }),
    onSuccess: (_, { said }) => announce(said),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const move = (items: readonly ListedPolicy[], from: number, to: number) =>
    order.mutate({ items: moved(items, from, to), said: `${items[from]?.name ?? ''} is now number ${to + 1}.` });
  const items = data?.items ?? [];
  return (
    <Page
      title="Policies"
      side={
        <LinkButton href="/manage/new-policy" kind="primary">
          New policy
        </LinkButton>
      }
    >
      <p className="dim m-lead">The first policy that fits an action decides how it is reviewed. They are looked at from the top.</p>
      <FormError error={order.error} />
      <Arriving query={list} lines={6} />
      {data && items.length === 0 ? (
        <EmptyState title="No policy yet">
          <p>Without one, every action asks the default reviewers.</p>
        </EmptyState>
      ) : null}
      <ol className="m-policies">
        {items.map((policy, index) => (
          <li key={policy.name} className="card m-policy">
            <span className="number" aria-hidden="true">
              {index + 1}
            </span>
            <div className="stack tight">
              <h2>
                <Link href={`/manage/policies/${policy.name}`}>{policy.name}</Link>
              </h2>
              <p>{policy.document.description ?? null}</p>
              <p>{forWhat(policy.document)}</p>
              <p className="dim">{whatItDoes(policy.document)}</p>
              <p className="row small dim">
                <Badge>version {policy.version}</Badge>
                <span>
                  saved <Ago at={policy.createdAt} />
                </span>
                {policy.source === 'api' ? null : <span>from a file</span>}
              </p>
            </div>
            <div className="m-updown">
              <Button
                kind="quiet"
                aria-label={`Move ${policy.name} up`}
                disabled={index === 0 || order.isPending}
                onClick={() => move(items, index, index - 1)}
              >
                ↑
              </Button>
              <Button
                kind="quiet"
                aria-label={`Move ${policy.name} down`}
                disabled={index === items.length - 1 || order.isPending}
                onClick={() => move(items, index, index + 1)}
              >
                ↓
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {items.some(({ source }) => source !== 'api') ? (
        <p className="hint">
          Policies from files get the text and the order of their files again when the service starts. Change the files too, or they come
          back.
        </p>
      ) : null}
    </Page>
  );
}
