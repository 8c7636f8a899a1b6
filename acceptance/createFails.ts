/** Create the function that makes the config of routes: they return the given codes, and those of the hooks before them. */
export function createFails (hooks: readonly string[]) {
  return (...errors: readonly string[]) => ({ errors: [...hooks, ...errors] })
}
