export { type JsonOffence, findOffence } from './find-offence.js';
export { jsonPointer } from './json-pointer.js';
export { deepest } from './depth.js';
export { parseStrictJson, parseStrictJsonBytes, type StrictJson } from './parse-strict-json.js';
