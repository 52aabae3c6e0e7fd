export { lookalikes } from '../../contracts/lookalikes.js';
