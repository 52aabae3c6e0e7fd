// Plants one bug after the other and lives until a promise breaks; one line of JSON for each: how many lives it took, and what broke.
import { live, type Failed } from '../lives/life.js';
import { BUGS } from './bugs.js';
import { subjectWith, type Bug } from './planted-subject.js';

const [most = 20_000] = process.argv.slice(2).map(Number);

for (const bug of BUGS) console.log(JSON.stringify({ name: bug.name, ...hunt(bug) }));

function hunt(bug: Bug): { lives: number; broke: string | null } {
  let lives = 0;
  try {
    const subject = subjectWith(bug);
    for (lives = 1; lives <= most; lives += 1) live(lives, subject);
    return { lives: most, broke: null };
  } catch (error) {
    const { cause } = error as Failed;
    return { lives, broke: cause instanceof Error ? cause.message : String(error) };
  }
}
