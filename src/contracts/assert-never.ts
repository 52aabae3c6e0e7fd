/** Ends a `switch` over a union: a new member without a case is a type error here, and a thrown one at run time. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
