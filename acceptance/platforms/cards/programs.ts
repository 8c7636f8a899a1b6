import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewKey } from './bodies.ts'

export interface Program {
  readonly key: string
  readonly name: string
}

interface Key extends NewKey {
  readonly id: string
  readonly key: string
  readonly program: string
  readonly isRevoked?: boolean
}

export type Programs = ReturnType<typeof createPrograms>

const here: NewKey = { allowlist: ['127.0.0.1', '::1'], domain: 'localhost' }

export function createPrograms () {
  const keys = new Map<unknown, Key>(seeds.map(seed => [seed.key, { id: `key_${seed.key}`, ...seed }]))
  const save = (key: Key) => {
    keys.set(key.key, key)
    return key
  }
  const issue = (program: string, content: NewKey) => save({ id: `key_${randomUUID()}`, key: `cards_${randomUUID()}`, program, ...content })

  return {
    /** Find the calling program by the X-API-Key header and the address. */
    toProgram (key: unknown, ip: string): Program {
      const found = keys.get(key)
      if (found === undefined || found.isRevoked) throw new CatalogError('unauthorized')
      // The platform does not say which of the two failed.
      if (!found.allowlist.includes(ip) || !isConfirmed(ip, found.domain)) throw new CatalogError('ip_not_authorized')
      return { key: found.key, name: found.program }
    },

    /** A program with its first key, for this machine. */
    signUp: () => issue(`prg_${randomUUID()}`, here),

    issue: ({ name }: Program, content: NewKey) => issue(name, content),

    revoke ({ name }: Program, id: string): Key {
      const key = [...keys.values()].find(key => key.id === id && key.program === name)
      if (key === undefined) throw new CatalogError('not_found')
      return save({ ...key, isRevoked: true })
    }
  }
}

/** Fixed DNS records, so that the demo needs no network: the name of an address (PTR), and the addresses of a name (A, AAAA). */
const names: Readonly<Record<string, string>> = { '127.0.0.1': 'localhost', '::1': 'localhost' }
const addresses: Readonly<Record<string, readonly string[]>> = { localhost: ['127.0.0.1', '::1'], 'office.example.com': ['192.0.2.10'] }

/** Forward-confirmed reverse DNS: the name of the address is the domain, and the domain has the address. */
function isConfirmed (ip: string, domain: string): boolean {
  return names[ip] === domain && addresses[domain]?.includes(ip) === true
}

const seeds: ReadonlyArray<Omit<Key, 'id'>> = [
  { key: 'cards_test_key', program: 'acme', ...here },
  { key: 'cards_revoked_key', program: 'acme', ...here, isRevoked: true },
  { key: 'cards_office_key', program: 'acme', allowlist: ['192.0.2.10'], domain: 'office.example.com' },
  { key: 'cards_unconfirmed_key', program: 'acme', allowlist: ['127.0.0.1', '::1'], domain: 'office.example.com' }
]
