import { CatalogError } from '../../../src/index.ts'

export interface Program {
  readonly key: string
  readonly name: string
}

interface Key {
  readonly program: string
  /** The addresses that the key may be used from. */
  readonly allowlist: readonly string[]
  readonly isRevoked?: true
}

const local = ['127.0.0.1', '::1']

const keys: ReadonlyMap<unknown, Key> = new Map<unknown, Key>([
  ['cards_test_key', { program: 'acme', allowlist: local }],
  ['cards_revoked_key', { program: 'acme', allowlist: local, isRevoked: true }],
  ['cards_office_key', { program: 'acme', allowlist: ['192.0.2.10'] }]
])

/** The program that is calling, by the X-API-Key header and the address. */
export function toProgram (key: unknown, ip: string): Program {
  const found = keys.get(key)
  if (found === undefined || found.isRevoked) throw new CatalogError('unauthorized')
  if (!found.allowlist.includes(ip)) throw new CatalogError('ip_not_authorized')
  return { key: String(key), name: found.program }
}
