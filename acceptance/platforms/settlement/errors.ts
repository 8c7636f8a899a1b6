import { createFails } from '../../createFails.ts'

/** The codes of the hooks that know the caller. */
const hooks = ['unauthorized']

/** The config of a route behind these hooks that returns some codes. */
export const fails = createFails(hooks)

/** The same for a route that changes something. */
export const writes = createFails([...hooks, 'forbidden', 'kyb_required'])
