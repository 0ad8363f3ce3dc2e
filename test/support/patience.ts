import { jest } from '@jest/globals';

// Stories run over real processes, on machines that may be busy with other things: a story that takes a second here
// may take ten there, and none of them proves anything by being fast unless it says so itself.
jest.setTimeout(60_000);
