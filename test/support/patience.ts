import { jest } from '@jest/globals';

// Service tests wait for conditions, on machines that do other things too; only a hang is worth a failure. Milliseconds.
jest.setTimeout(60_000);
