import type { ColumnType } from 'kysely';

/** jsonb: written as a JSON string (`json()` of json-column.ts), read as the value. */
export type Jsonb<T> = ColumnType<T, string, string>;
export type NullableJsonb<T> = ColumnType<T | null, string | null, string | null>;
export type CreatedAt = ColumnType<Date, Date | undefined, never>;
export type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;
