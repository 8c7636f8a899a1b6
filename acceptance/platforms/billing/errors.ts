import { createFails } from '../../createFails.ts'

/** The codes of the hooks that know the caller. */
const hooks = ['auth.missing_token', 'auth.invalid_token', 'auth.wrong_environment', 'auth.expired_token']

/** The config of a route behind these hooks that returns some codes. */
export const fails = createFails(hooks)

/** The same for a route of an area, which takes a scope. */
export const inArea = createFails([...hooks, 'auth.scope_required'])

/** What a route returns that asks for the stronger sign-in. */
export const aal2 = ['auth.scope_required', 'auth.aal2_required', 'auth.aal2_step_up_required']

/** What a route returns whose resource may have been removed. */
export const missing = ['not_found', 'gone']
