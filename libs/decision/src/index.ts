export type { Accepted, Already, Because, Decision, Ignored, Refused } from './decision.js';
export { accepted, already, ignored, refused, refusedAgain } from './decision.js';
