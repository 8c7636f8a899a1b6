import { createFails } from '../../createFails.ts'

/** The codes of the hooks that know the caller. */
const hooks = ['unauthorized', 'ip_not_authorized']

/** The config of a route behind these hooks that returns some codes. */
export const fails = createFails(hooks)
