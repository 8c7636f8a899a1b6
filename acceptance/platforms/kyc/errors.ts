import { createFails } from '../../createFails.ts'

/** The codes of the hooks that identify the caller. */
const hooks = ['authentication_required', 'invalid_api_key', 'session_expired', 'tenant_suspended', 'live_mode_not_activated']

/** Build the config of a route behind these hooks that returns these codes. */
export const fails = createFails(hooks)
