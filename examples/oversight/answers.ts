import type { OfflineAnswers } from '../../src/activities/oversight-offline.js';

/** What the agent of this example answers: prepared, so that it runs without a model and always says the same. */
export const demoAnswers: OfflineAnswers = {
  outputs: [
    {
      about: 'benefits of exercise',
      answer: {
        content: 'Regular exercise strengthens heart and muscles, lifts the mood, improves sleep and lowers the risk of many diseases.',
        confidence: 0.92,
        reasoning: 'Settled knowledge; no source disputes it.',
      },
    },
    {
      about: 'delete user personal data',
      answer: {
        content:
          'To delete the personal data of a user: 1. take the user id, 2. remove the rows of that id from profiles, sessions and orders, 3. check that no foreign key is left.',
        revised:
          'To delete the personal data of a user: 1. make a backup, and note when it must go too, 2. take the user id, 3. remove the rows of that id from profiles, sessions and orders, 4. check that no foreign key is left.',
        confidence: 0.86,
        reasoning: 'The schema names the three tables that hold personal data.',
      },
    },
  ],
  augmentations: [
    {
      about: 'database for a new web application',
      answer: {
        analysis:
          'PostgreSQL keeps relations and JSON and grows with the application. MongoDB fits documents without relations. SQLite needs no server, and takes one writer at a time.',
        recommendation: 'PostgreSQL',
        confidence: 0.8,
        risks: ['A server to run and to back up', 'Changes of the schema need migrations'],
        considerations: ['How many people write at the same time?', 'Who operates it?'],
      },
    },
  ],
};
