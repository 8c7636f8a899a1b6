import { createFails } from '../../createFails.ts'

/** The codes of the hooks that know the caller. */
const hooks = ['authentication_required', 'invalid_api_key', 'session_expired', 'tenant_suspended', 'live_mode_not_activated']

/** The config of a route behind these hooks that returns some codes. */
export const fails = createFails(hooks)
