import { setTypeBoxRules } from './typeBoxRules.ts'

/** Load the module that reads TypeBox errors. A server without TypeBox schemas starts without it. */
export async function loadTypeBoxRules () {
  setTypeBoxRules((await import('./typebox.ts')).typeboxViolations)
}
