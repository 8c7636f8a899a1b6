import { createFails } from '../../createFails.ts'

/** The codes of the hooks that identify the caller. */
const hooks = ['auth.missing_token', 'auth.invalid_token', 'auth.wrong_environment', 'auth.expired_token']

/** Build the config of a route behind these hooks that returns these codes. */
export const fails = createFails(hooks)

/** The same for a route of an area, which requires a scope. */
export const inArea = createFails([...hooks, 'auth.scope_required'])

/** The codes of a route that requires the stronger sign-in. */
export const aal2 = ['auth.scope_required', 'auth.aal2_required', 'auth.aal2_step_up_required']

/** The codes of a route whose resource may have been removed. */
export const missing = ['not_found', 'gone']
