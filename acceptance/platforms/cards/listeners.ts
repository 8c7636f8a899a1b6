import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewListener } from './bodies.ts'
import type { Program } from './programs.ts'

export interface Listener {
  readonly token: string
  readonly program: string
  readonly code: string
  readonly expiresAt: string
}

export type Listeners = ReturnType<typeof createListeners>

/** They wait for one-time passcodes, and not for long. */
export function createListeners () {
  const listeners = new Map<string, Listener>(seeds.map(seed => [seed.token, seed]))

  function read ({ name }: Program, token: string): Listener {
    const listener = listeners.get(token)
    if (listener?.program !== name || Date.parse(listener.expiresAt) <= Date.now()) throw new CatalogError('otp_not_found')
    return listener
  }

  return {
    read,

    open ({ name: program }: Program, { seconds }: NewListener): Listener {
      const listener = { token: `otp_${randomUUID()}`, program, code: '000000', expiresAt: new Date(Date.now() + seconds * 1000).toISOString() }
      listeners.set(listener.token, listener)
      return listener
    },

    close (program: Program, token: string): Listener {
      const listener = read(program, token)
      listeners.delete(token)
      return listener
    }
  }
}

const seeds: readonly Listener[] = [
  { token: 'otp_expired', program: 'acme', code: '000000', expiresAt: '2025-01-01T00:00:00.000Z' }
]
