import { createFails } from '../../createFails.ts'

/** The codes of the hooks that identify the caller. */
const hooks = ['unauthorized', 'ip_not_allowed', 'merchant_inactive']

/** Build the config of a route behind these hooks that returns these codes. */
export const fails = createFails(hooks)
