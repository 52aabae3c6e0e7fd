import { z } from 'zod';
import { parseDuration } from './duration-text.js';

// Apart from the schema, so that browsers get the words without what parses them.
export { formatDuration, parseDuration } from './duration-text.js';

/** A duration string as it stands in policies and requests; `parseDuration` gives its milliseconds. */
export const durationSchema = z.string().refine((text) => parseDuration(text) !== undefined, {
  message: 'a duration such as "30m", "2h", "1d" or ISO 8601 "PT30M", up to 366 days',
});
