import type { Outcome } from '../../tour/outcome.ts'
import { auth } from './outcomes/auth.ts'
import { compliance } from './outcomes/compliance.ts'
import { onChain } from './outcomes/onChain.ts'
import { platform } from './outcomes/platform.ts'
import { requests } from './outcomes/requests.ts'

/** In the order of the catalog. */
export const outcomes: readonly Outcome[] = [...requests, ...auth, ...compliance, ...onChain, ...platform]

/** The headers that the client of the tour sends with each request. */
export const common = () => ({ authorization: 'Bearer settlement_test_key' })
