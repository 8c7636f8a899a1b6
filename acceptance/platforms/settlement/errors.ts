import { createFails } from '../../createFails.ts'

/** The codes of the hooks that identify the caller. */
const hooks = ['unauthorized']

/** Build the config of a route behind these hooks that returns these codes. */
export const fails = createFails(hooks)

/** The same for a route that changes data. */
export const writes = createFails([...hooks, 'forbidden', 'kyb_required'])
