// A terminal for tests.
export { Screen } from './screen.ts';
