/**
 * Run before each file of tests: while it is read no fault is switched on (in a thread that is kept, the one of the run before
 * would be), and what it runs through is counted by itself.
 */
const stryker = globalThis.__stryker__;
if (stryker !== undefined) stryker.activeMutant = undefined;
if (stryker?.mutantCoverage !== undefined) Object.assign(stryker.mutantCoverage, { static: {}, perTest: {} });
