import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import { MerchantScope, type NewKey } from './bodies.ts'
import type { Merchant, Merchants } from './merchants.ts'
import { plans } from './plans.ts'

export interface Caller {
  readonly key: string
  readonly merchant: Merchant
  readonly mode: NewKey['mode']
  readonly scopes: readonly MerchantScope[]
}

interface Key extends NewKey {
  readonly id: string
  readonly key: string
  readonly merchant: string
  readonly isRevoked?: boolean
  readonly expiresAt?: string
}

export type Keys = ReturnType<typeof createKeys>

export const everything = MerchantScope.anyOf.map(({ const: scope }) => scope)

export function createKeys (merchants: Merchants) {
  const keys = new Map<string, Key>(seeds.map(({ key, ...seed }) => [key, { id: `key_${key}`, key, mode: 'test', ...seed }]))
  const save = (key: Key) => {
    keys.set(key.key, key)
    return key
  }
  const ofMerchant = ({ id }: Merchant) => [...keys.values()].filter(({ merchant }) => merchant === id)

  return {
    /** Find the caller by the Authorization header and the address. A bad header has one code; its message names the case. */
    toCaller (authorization: string | undefined, ip: string): Caller {
      if (authorization === undefined) throw unauthorized('The Authorization header is missing.')
      const key = /^Bearer ([\w-]+)$/i.exec(authorization)?.[1]
      if (key === undefined) throw unauthorized('The Authorization header is not in the form "Bearer KEY".')
      const found = keys.get(key)
      if (found === undefined) throw unauthorized('The API key is not known.')
      if (found.isRevoked) throw unauthorized('The API key has been revoked.')
      if (found.expiresAt !== undefined && Date.parse(found.expiresAt) < Date.now()) throw unauthorized('The API key has expired.')
      if (found.allowedIps?.includes(ip) === false) throw new CatalogError('ip_not_allowed')
      const { merchant, mode, scopes } = found
      return { key, merchant: merchants.active(merchant), mode, scopes }
    },

    issue (merchant: Merchant, content: NewKey): Key {
      const live = ofMerchant(merchant).filter(({ mode, isRevoked }) => mode === 'live' && !isRevoked)
      if (content.mode === 'live' && live.length >= plans[merchant.plan].liveKeys) throw new CatalogError('key_limit_reached')
      return save({ id: `key_${randomUUID()}`, key: `merchant_${randomUUID()}`, merchant: merchant.id, ...content })
    },

    revoke (merchant: Merchant, id: string): Key {
      const key = ofMerchant(merchant).find(key => key.id === id)
      if (key === undefined) throw new CatalogError('not_found')
      return save({ ...key, isRevoked: true })
    }
  }
}

export function checkScope ({ scopes }: Caller, requiredScope: MerchantScope) {
  if (!scopes.includes(requiredScope)) throw new CatalogError('insufficient_scope', { requiredScope, grantedScopes: scopes })
}

export function checkLive ({ mode }: Caller) {
  if (mode !== 'live') throw new CatalogError('mode_mismatch')
}

function unauthorized (message: string) {
  return new CatalogError('unauthorized', {}, { message })
}

const seeds: ReadonlyArray<Omit<Key, 'id' | 'mode'> & Partial<Pick<Key, 'mode'>>> = [
  { key: 'merchant_test_key', merchant: 'acme', scopes: everything },
  { key: 'merchant_live_key', merchant: 'acme', scopes: everything, mode: 'live' },
  { key: 'merchant_second_key', merchant: 'acme', scopes: everything },
  { key: 'merchant_read_key', merchant: 'acme', scopes: ['customers:read'] },
  { key: 'merchant_revoked_key', merchant: 'acme', scopes: everything, isRevoked: true },
  { key: 'merchant_expired_key', merchant: 'acme', scopes: everything, expiresAt: '2025-01-01T00:00:00Z' },
  { key: 'merchant_other_key', merchant: 'globex', scopes: everything }
]
