import { expect, test } from '@jest/globals';
import { ApiProblem } from '../../api/http.js';
import { errorAt, errorElsewhere } from './problems.js';

const refused = (field: string | null, errors?: { field: string; message: string }[]) =>
  new ApiProblem(422, 'invalid_body', 'The body does not fit', 'It does not fit.', field, errors ? { errors } : {});

test('each field shows what is said about it and about what lies inside it', () => {
  const error = refused('/hours/to', [
    { field: '/hours/to', message: 'must be later than `from`' },
    { field: '/name', message: 'is required' },
  ]);
  expect(errorAt(error, '/hours')).toBe('Must be later than `from`.');
  expect(errorAt(error, '/name')).toBe('Is required.');
  expect(errorAt(error, '/na')).toBeNull();
});

test('a refusal that names one field is shown there, and any other above the form', () => {
  expect(errorAt(refused('/id'), '/id')).toBe('It does not fit.');
  expect(errorElsewhere(refused('/id'), ['/id'])).toBeNull();
  expect(errorElsewhere(refused('/id'), ['/name'])).toBe('It does not fit.');
  expect(errorElsewhere(refused(null), ['/id'])).toBe('It does not fit.');
  expect(errorElsewhere(null, ['/id'])).toBeNull();
});
