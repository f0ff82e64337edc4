// Reads what vitest's JSON reporter wrote: prints `passed failed`, and on stderr what failed and why.
import { readFileSync } from 'node:fs';

const MOST = 1000;
const { numPassedTests, numTotalTests, success, testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

for (const { message, assertionResults } of testResults) {
  if (message) console.error(`FAILED: ${message.slice(0, MOST)}`);
  for (const { status, fullName, failureMessages } of assertionResults) {
    if (status !== 'failed') continue;
    console.error(`FAILED: ${fullName}: ${failureMessages.join('\n').split('\n    at ')[0].slice(0, MOST)}`);
  }
}

// A file that failed before its first test, and a project without tests, count as one failure.
const missed = numTotalTests - numPassedTests;
console.log(numPassedTests, missed === 0 && (!success || numTotalTests === 0) ? 1 : missed);
