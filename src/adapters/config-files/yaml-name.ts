/** Whether a file of this name is a rule file; editors' own files are not, nor are the rules' tests. */
export function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name) && !/^[.#~]/.test(name) && !/\.test\.ya?ml$/.test(name);
}

/** Whether a file of this name has tests of rules. */
export function isRuleTest(name: string): boolean {
  return /\.test\.ya?ml$/.test(name) && !/^[.#~]/.test(name);
}
