import { tries as billing } from './platforms/billing/tries.ts'
import { tries as cards } from './platforms/cards/tries.ts'
import { tries as kyc } from './platforms/kyc/tries.ts'
import { tries as merchant } from './platforms/merchant/tries.ts'
import { tries as settlement } from './platforms/settlement/tries.ts'
import type { Try } from './try.ts'

export type PlatformTry = Try & { readonly platform: string }

const root: readonly Try[] = [
  { name: 'the platforms', method: 'GET', path: '/', status: 200 },
  { name: 'outside of the platforms the shipped base answers', method: 'GET', path: '/nowhere', status: 404, code: 'not_found' }
]

/**
 * Every request that the demo prints. Sent in this order to a fresh server, each gets its documented status.
 *
 * No key exceeds its budget. The loops use up the small budget, which is full again after a minute.
 */
export const tries: readonly PlatformTry[] = [
  ...root.map(item => ({ ...item, platform: 'http' })),
  ...Object.entries({ kyc, billing, settlement, merchant, cards }).flatMap(([platform, list]) =>
    list.map(item => ({ ...item, platform, path: `/${platform}${item.path}` })))
]
