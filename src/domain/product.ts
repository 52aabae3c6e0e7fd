/** Every choice of one from each list, in order; none where a list is empty. */
export function product<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>((chosen, list) => chosen.flatMap((each) => list.map((next) => [...each, next])), [[]]);
}
