import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewKey } from './bodies.ts'
import type { Tenant, Tenants } from './tenants.ts'

export interface Caller {
  /** The API key or SDK token of the request. */
  readonly token: string
  readonly tenant: Tenant
  readonly mode: NewKey['mode']
  readonly role: NewKey['role']
}

interface Key extends NewKey {
  readonly id: string
  readonly key: string
  readonly tenant: string
  readonly isRevoked?: boolean
}

interface Session extends Pick<NewKey, 'mode'> {
  readonly tenant: string
  readonly expiresAt: number
}

export type Credentials = ReturnType<typeof createCredentials>

/** API keys for servers, and sessions for the iframe in a browser. */
export function createCredentials (tenants: Tenants) {
  const keys = new Map<string, Key>(seeds.map(seed => [seed.key, { id: `key_${seed.key}`, ...seed }]))
  const sessions = new Map<string, Session>()
  const save = (key: Key) => {
    keys.set(key.key, key)
    return key
  }

  function toTenant (id: string): Tenant {
    const tenant = tenants.read(id)
    if (tenant.isSuspended) throw new CatalogError('tenant_suspended')
    return tenant
  }

  return {
    /** Find the caller by the Authorization header. */
    toCaller (authorization: string | undefined): Caller {
      if (authorization === undefined) throw new CatalogError('authentication_required')
      const token = /^Bearer ([\w-]+)$/i.exec(authorization)?.[1] ?? ''
      const session = sessions.get(token)
      if (session !== undefined) {
        if (session.expiresAt <= Date.now()) throw new CatalogError('session_expired')
        return { token, tenant: toTenant(session.tenant), mode: session.mode, role: 'viewer' }
      }
      const key = keys.get(token)
      if (key === undefined || key.isRevoked) throw new CatalogError('invalid_api_key')
      const tenant = toTenant(key.tenant)
      if (key.mode === 'live' && tenant.plan === undefined) throw new CatalogError('live_mode_not_activated')
      return { token, tenant, mode: key.mode, role: key.role }
    },

    issueKey: ({ id: tenant }: Tenant, content: NewKey) => save({ id: `key_${randomUUID()}`, key: `kyc_${randomUUID()}`, tenant, ...content }),

    revokeKey (tenant: Tenant, id: string): Key {
      const key = [...keys.values()].find(key => key.id === id && key.tenant === tenant.id)
      if (key === undefined) throw new CatalogError('not_found')
      return save({ ...key, isRevoked: true })
    },

    openSession ({ tenant: { id: tenant }, mode }: Caller, seconds: number) {
      const [token, expiresAt] = [`sdk_${randomUUID()}`, Date.now() + seconds * 1000]
      sessions.set(token, { tenant, mode, expiresAt })
      return { token, expiresAt: new Date(expiresAt).toISOString() }
    }
  }
}

export function checkAdmin ({ role }: Caller) {
  if (role !== 'admin') throw new CatalogError('permission_denied')
}

const seeds: ReadonlyArray<Omit<Key, 'id'>> = [
  { key: 'kyc_test_key', tenant: 'acme', role: 'admin', mode: 'test' },
  { key: 'kyc_viewer_key', tenant: 'acme', role: 'viewer', mode: 'test' },
  { key: 'kyc_revoked_key', tenant: 'acme', role: 'admin', mode: 'test', isRevoked: true },
  { key: 'kyc_live_key', tenant: 'acme', role: 'admin', mode: 'live' },
  { key: 'kyc_poor_key', tenant: 'poor', role: 'admin', mode: 'test' },
  { key: 'kyc_paused_key', tenant: 'paused', role: 'admin', mode: 'test' }
]
