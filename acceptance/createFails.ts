/** Create the function that builds the config of a route: it declares the given codes and the codes of the hooks before it. */
export function createFails (hooks: readonly string[]) {
  return (...errors: readonly string[]) => ({ errors: [...hooks, ...errors] })
}
