import type { Json, JsonObject } from '../../contracts/json.js';

/** An audit entry's body, read without trust in its shape: what is not there is empty. */
export const objectOf = (body: Json | undefined): JsonObject =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};

export const textOf = (body: JsonObject, key: string): string => (typeof body[key] === 'string' ? body[key] : '');

export const numberOf = (body: JsonObject, key: string): number | null => (typeof body[key] === 'number' ? body[key] : null);

export const listOf = (body: JsonObject, key: string): string[] =>
  Array.isArray(body[key]) ? body[key].filter((item): item is string => typeof item === 'string') : [];

export const objectsOf = (body: JsonObject, key: string): JsonObject[] => (Array.isArray(body[key]) ? body[key].map(objectOf) : []);
